package org.woq4j.recipe.structure;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory as recipes and the command line write it. */
public final class MemorySize {

  /** The meaning of the size in recipes and on the command line. */
  public static final String DOC =
      "What the process may take in all, Java and native libraries included, such as 4GiB."
          + " Weights then pass in smaller parts, statistics are gathered in several passes, and"
          + " activations that do not fit go to a file. Default: what Java's heap allows.";

  /** The allowed values in words. */
  public static final String RANGE = "a number of bytes, a size such as 512MiB or 4GiB, or auto";

  /** A regular expression for a size with a unit. */
  public static final String PATTERN = "[1-9][0-9]{0,8} ?(KiB|MiB|GiB)";

  /** The default of the engine. */
  public static final String AUTO = "auto";

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");
  private static final Pattern SIZE = Pattern.compile(PATTERN);

  private MemorySize() {}

  /**
   * {@return the number of bytes of a size; empty if the value is not a size}
   *
   * @param value a text such as {@code 512MiB}, or a number of bytes as an Integer or Long
   */
  public static OptionalLong parse(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      long bytes = ((Number) value).longValue();
      return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    }
    Matcher size = SIZE.matcher(String.valueOf(value));
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    String unit = size.group(1);
    String number = size.group().replace(unit, "").strip();
    long scaled = Long.parseLong(number);
    for (int i = 0; i < UNITS.indexOf(unit); i++) {
      scaled *= 1024; // nine digits and three units stay below 2^63
    }
    return OptionalLong.of(scaled);
  }
}
