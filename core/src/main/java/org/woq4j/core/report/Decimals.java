package org.woq4j.core.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers with a fixed count of decimals, as summaries write them. {@code String.format} writes the
 * same, but first loads the languages' ways to write numbers, which short runs notice.
 */
public final class Decimals {

  private Decimals() {}

  /** A number rounded half up to the given count of decimals; NaN and infinities by their names. */
  public static String text(double value, int decimals) {
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString()
        : Double.toString(value);
  }
}
