package org.woq4j.core.report;

/** Sizes in bytes, as summaries and pages write them. */
public final class ByteSize {

  private static final String UNITS = "KMGT";

  private ByteSize() {}

  /** A size with three or four digits, such as {@code 86.8 MiB}. */
  public static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 1024 && unit < UNITS.length() - 1) {
      size /= 1024;
      unit++;
    }
    return Decimals.text(size, 1) + " " + UNITS.charAt(unit) + "iB";
  }
}
