package org.woq4j.core.deployment;

import java.util.Comparator;

/**
 * A version of ONNX Runtime.
 *
 * @param major the first number
 * @param minor the second number
 */
public record RuntimeVersion(int major, int minor) implements Comparable<RuntimeVersion> {

  private static final Comparator<RuntimeVersion> ORDER =
      Comparator.comparingInt(RuntimeVersion::major).thenComparingInt(RuntimeVersion::minor);

  /** What {@link #parse} understands. */
  public static final String PATTERN = "\\d{1,4}\\.\\d{1,4}(\\.\\d{1,4})?";

  /**
   * Reads a version such as {@code 1.20} or {@code 1.20.1}; a third number is ignored.
   *
   * @throws IllegalArgumentException if the text does not match {@link #PATTERN}
   */
  public static RuntimeVersion parse(String text) {
    if (!text.matches(PATTERN)) {
      throw new IllegalArgumentException("'" + text + "' is no version such as 1.20");
    }
    String[] numbers = text.split("\\.", -1);
    return new RuntimeVersion(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  @Override
  public int compareTo(RuntimeVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
