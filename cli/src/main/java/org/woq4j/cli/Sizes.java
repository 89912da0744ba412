package org.woq4j.cli;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them. */
final class Sizes {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(?:([KMGT])i?)?B?");
  private static final String UNITS = "KMGT";

  private Sizes() {}

  /** Bytes of a size such as {@code 512MiB} or {@code 4G}, all units being powers of 1024. */
  static OptionalLong parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int power = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    return OptionalLong.of(Long.parseLong(matcher.group(1)) << (10 * power));
  }

  /** A size with three or four digits, such as {@code 86.8 MiB}. */
  static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 1024 && unit < UNITS.length() - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %siB", size, UNITS.charAt(unit));
  }
}
