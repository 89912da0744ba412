package org.woq4j.kernels.group;

import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/**
 * Codes of a row whose columns' scales and zero points are known. All arrays hold a column each.
 * Codes are kept in float32, in which they are exact.
 */
public final class RowCoder {

  /** Adding and subtracting it rounds half to even, for magnitudes below 2^22. */
  private static final float ROUNDING = 12582912f;

  private RowCoder() {}

  /** The nearest whole number, half to even, of a magnitude below 2^22. */
  static float round(float value) {
    return (value + ROUNDING) - ROUNDING;
  }

  /**
   * Computes the codes of a row, by the form of the scheme's zero points.
   *
   * @param scheme what to quantize to
   * @param row values
   * @param scales a scale for each column
   * @param zeros a zero point for each column
   * @param codes receives the codes
   */
  public static void encode(
      QuantScheme scheme, float[] row, float[] scales, float[] zeros, float[] codes) {
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      encodeAroundFloat(row, scales, zeros, scheme.maxCode(), codes);
    } else {
      encode(row, scales, zeros, scheme.maxCode(), codes);
    }
  }

  /**
   * Computes the codes {@code clamp(round(w / scale) + zero, 0, maxCode)}.
   *
   * @param row values
   * @param scale scales
   * @param zero zero points; whole numbers in [0, maxCode]
   * @param maxCode the largest code
   * @param code receives the codes
   */
  public static void encode(float[] row, float[] scale, float[] zero, float maxCode, float[] code) {
    for (int j = 0; j < row.length; j++) {
      // Clamped first, to whole numbers: the same codes, and small enough to round.
      float q = Math.min(Math.max(row[j] / scale[j], -zero[j]), maxCode - zero[j]);
      code[j] = ((q + ROUNDING) - ROUNDING) + zero[j];
    }
  }

  /**
   * Computes the codes {@code clamp(round(w / scale + zero), 0, maxCode)}, for zero points that are
   * not whole numbers.
   *
   * @param row values
   * @param scale scales
   * @param zero zero points
   * @param maxCode the largest code
   * @param code receives the codes
   */
  public static void encodeAroundFloat(
      float[] row, float[] scale, float[] zero, float maxCode, float[] code) {
    for (int j = 0; j < row.length; j++) {
      float q = Math.min(Math.max(row[j] / scale[j] + zero[j], 0f), maxCode);
      code[j] = (q + ROUNDING) - ROUNDING;
    }
  }

  /**
   * Computes the values of codes, {@code (code - zero) * scale}.
   *
   * @param code codes
   * @param scale scales
   * @param zero zero points
   * @param row receives the values
   */
  public static void decode(float[] code, float[] scale, float[] zero, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = (code[j] - zero[j]) * scale[j];
    }
  }
}
