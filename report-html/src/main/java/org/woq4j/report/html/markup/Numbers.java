package org.woq4j.report.html.markup;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {

  private static final MathContext DIGITS = new MathContext(3);

  private Numbers() {}

  /** {@return a number with three digits, such as {@code 0.0123}, {@code 512} or {@code 1.2e-7}} */
  public static String of(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "not a number" : number > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(number);
    if (size != 0 && (size < 1e-4 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.2e", number);
    }
    BigDecimal rounded = rounded(number, size);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal rounded(double number, double size) {
    BigDecimal exact = new BigDecimal(number);
    if (size >= 1000) {
      return exact.setScale(0, RoundingMode.HALF_UP);
    }
    // What is nearly 1 must not look like 1: three digits of the difference.
    return size > 0.9 && size < 1
        ? exact.setScale(2 + (int) Math.ceil(-Math.log10(1 - size)), RoundingMode.HALF_UP)
        : exact.round(DIGITS);
  }

  /** {@return a share in percent, such as {@code 26 %}} */
  public static String percent(double share) {
    return of(100 * share) + " %";
  }

  /** {@return a time, such as {@code 12.3 ms}} */
  public static String seconds(double seconds) {
    return seconds < 1 ? of(1000 * seconds) + " ms" : of(seconds) + " s";
  }

  /** {@return a number and a noun, such as {@code 1 layer} or {@code 2 layers}} */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
