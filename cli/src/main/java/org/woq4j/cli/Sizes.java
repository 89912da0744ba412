package org.woq4j.cli;

import java.util.Locale;

/** Sizes as people write them. */
final class Sizes {

  private static final String UNITS = "KMGT";

  private Sizes() {}

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
