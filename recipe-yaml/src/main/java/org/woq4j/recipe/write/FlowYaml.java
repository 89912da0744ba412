package org.woq4j.recipe.write;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;

/** Values in YAML's flow style, on one line and in ASCII. */
final class FlowYaml {

  private static final Set<String> WORDS_WITH_A_MEANING =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  /** YAML takes a key of at most 1024 characters, as written, without a question mark. */
  private static final int LONG_KEY = 1000;

  private FlowYaml() {}

  /** A key and its value. */
  static String entry(String key, String value) {
    return (isLong(key) ? "? " : "") + key + ": " + value;
  }

  static boolean isLong(String key) {
    return key.length() > LONG_KEY;
  }

  static String mapping(List<String> entries) {
    return "{" + String.join(", ", entries) + "}";
  }

  /** The value of an option. */
  static String value(Object value) {
    if (value instanceof Reference reference) {
      return mapping(reference);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(FlowYaml::value).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Double number) {
      return decimal(number);
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    return value instanceof Path path ? fileName(path) : word(OptionSpec.written(value));
  }

  /** A reference; only its id if it has no options. */
  static String reference(Reference reference) {
    return reference.options().isEmpty() ? word(reference.id()) : mapping(reference);
  }

  private static String mapping(Reference reference) {
    List<String> entries = new ArrayList<>();
    entries.add(entry(RecipeKeys.ID, word(reference.id())));
    reference.options().forEach((name, value) -> entries.add(entry(word(name), value(value))));
    return mapping(entries);
  }

  /** The name of a file without its folder; of the root, which has no name, its path. */
  static String fileName(Path path) {
    Path name = path.getFileName();
    return quoted((name == null ? path : name).toString());
  }

  /** A text, in quotes where YAML would read it otherwise. */
  static String word(String text) {
    boolean plain =
        text.matches("[A-Za-z][A-Za-z0-9_-]*")
            && !WORDS_WITH_A_MEANING.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : quoted(text);
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                quoted.append('\\').append((char) point);
              } else if (point >= ' ' && point <= '~') {
                quoted.append((char) point);
              } else {
                quoted.append(
                    point > 0xFFFF ? "\\U%08X".formatted(point) : "\\u%04X".formatted(point));
              }
            });
    return quoted.append('"').toString();
  }

  /** The shortest decimal that reads as the number; JDK 17 does not always print it. */
  private static String decimal(double number) {
    if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.toString(number);
    }
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; ; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        String shortest = rounded.toString();
        return shortest.matches("-?\\d+") ? shortest + ".0" : shortest;
      }
    }
  }
}
