package org.woq4j.api.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.option.OptionSpec.Kind;

/** Values as recipes write them: String, Boolean, Integer, Long, Double or List. */
final class WrittenValues {

  private WrittenValues() {}

  /**
   * The value in the Java type of a kind, as far as it can be converted; otherwise null or the
   * value as it was. A value that already has that type is returned.
   *
   * @param kind any kind except CHOICE
   */
  static @Nullable Object read(Kind kind, Object written) {
    return switch (kind) {
      case INTEGER -> wholeNumber(written);
      case DECIMAL -> written instanceof Number number ? (Object) number.doubleValue() : null;
      case PATH -> written instanceof String text ? path(text) : written;
      case TEXTS -> texts(written);
      case BOOLEAN, TEXT, ALGORITHM -> written;
      case CHOICE -> throw new IllegalArgumentException("a choice is read by its own list");
    };
  }

  private static @Nullable Object wholeNumber(Object written) {
    if (written instanceof Long number) {
      return number == number.intValue() ? (Object) number.intValue() : null;
    }
    return written;
  }

  private static @Nullable Object path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException noPath) {
      return null;
    }
  }

  private static @Nullable Object texts(Object written) {
    List<?> list =
        written instanceof List<?> several ? several : Collections.singletonList(written);
    return list.stream().allMatch(String.class::isInstance) ? List.copyOf(list) : null;
  }

  /**
   * What a value of a kind is, such as {@code a whole number}.
   *
   * @param kind any kind except CHOICE
   */
  static String inWords(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> "true | false";
      case INTEGER -> "a whole number";
      case DECIMAL -> "a number";
      case TEXT -> "a text";
      case PATH -> "a path";
      case TEXTS -> "a list of texts";
      case ALGORITHM -> "an algorithm";
      case CHOICE -> throw new IllegalArgumentException("a choice is described by its own list");
    };
  }
}
