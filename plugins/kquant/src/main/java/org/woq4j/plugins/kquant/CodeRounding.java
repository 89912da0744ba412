package org.woq4j.plugins.kquant;

import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/**
 * Rounds weights, scales and zero points to what a scheme can store. Safe for use by several
 * threads.
 */
final class CodeRounding {

  /** Adding and subtracting it rounds half to even, for magnitudes below 2^22. */
  private static final float ROUNDING = 12582912f;

  private final QuantScheme scheme;

  CodeRounding(QuantScheme scheme) {
    this.scheme = scheme;
  }

  /** The scale of rounding to nearest for values from {@code least} to {@code greatest}. */
  float plainScale(float least, float greatest) {
    return switch (scheme.symmetry()) {
      case ASYMMETRIC -> (greatest - least) / scheme.maxCode();
      case SYMMETRIC_FULL -> (greatest > -least ? greatest : least) / -scheme.middleCode();
      case SYMMETRIC_CENTERED -> 2 * Math.max(greatest, -least) / scheme.maxCode();
    };
  }

  /** The zero point that is stored for a point on the scale of codes. */
  float storedZero(float point) {
    if (scheme.symmetry().isSymmetric()) {
      return scheme.middleCode();
    }
    return scheme.zeroPoint() == ZeroPoint.FLOAT
        ? scheme.toScaleType(point)
        : (Math.max(0, Math.min(point, scheme.maxCode())) + ROUNDING) - ROUNDING;
  }

  /**
   * Codes of a row whose range is stretched, counted from its {@code offset}; with a symmetric
   * scheme from zero.
   */
  void spread(float[] value, float[] offset, float stretch, float[] code) {
    if (scheme.symmetry().isSymmetric()) {
      float least = -scheme.middleCode();
      spreadAroundZero(value, stretch, least, least + scheme.maxCode(), code);
    } else {
      spreadFrom(offset, value, stretch, scheme.maxCode(), code);
    }
  }

  private static void spreadAroundZero(
      float[] value, float stretch, float least, float greatest, float[] code) {
    for (int j = 0; j < value.length; j++) {
      float q = Math.max(least, Math.min(value[j] * stretch, greatest));
      code[j] = (q + ROUNDING) - ROUNDING;
    }
  }

  private static void spreadFrom(
      float[] offset, float[] value, float stretch, float greatest, float[] code) {
    for (int j = 0; j < value.length; j++) {
      float q = Math.max(0, Math.min((value[j] - offset[j]) * stretch, greatest));
      code[j] = (q + ROUNDING) - ROUNDING;
    }
  }

  /** Codes of a row, a column each. */
  void encode(float[] row, float[] scale, float[] zero, float[] code) {
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      encodeAroundFloat(row, scale, zero, scheme.maxCode(), code);
    } else {
      encodeAroundCode(row, scale, zero, scheme.maxCode(), code);
    }
  }

  private static void encodeAroundCode(
      float[] row, float[] scale, float[] zero, float maxCode, float[] code) {
    for (int j = 0; j < row.length; j++) {
      float q = Math.min(Math.max(row[j] / scale[j], -zero[j]), maxCode - zero[j]);
      code[j] = ((q + ROUNDING) - ROUNDING) + zero[j];
    }
  }

  private static void encodeAroundFloat(
      float[] row, float[] scale, float[] zero, float maxCode, float[] code) {
    for (int j = 0; j < row.length; j++) {
      float q = Math.min(Math.max(row[j] / scale[j] + zero[j], 0), maxCode);
      code[j] = (q + ROUNDING) - ROUNDING;
    }
  }
}
