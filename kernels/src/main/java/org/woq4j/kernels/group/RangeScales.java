package org.woq4j.kernels.group;

import java.util.Arrays;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.half.ScaleType;

/**
 * The scales and zero points of ranges of columns. Scales are rounded to their stored type before
 * anything is derived from them.
 *
 * @param scheme the target scheme
 */
record RangeScales(QuantScheme scheme) {

  /**
   * Chooses scales and zero points.
   *
   * @param low the lower bound of each column's range, at most 0
   * @param high the upper bounds, at least 0
   * @param share of the range that is kept
   * @param scales receives the scales
   * @param zeros receives the zero points, as floats in every form
   */
  void choose(float[] low, float[] high, double share, float[] scales, float[] zeros) {
    float kept = (float) share;
    switch (scheme.symmetry()) {
      case ASYMMETRIC -> spread(low, high, kept, scheme.maxCode(), scales);
      case SYMMETRIC_FULL -> reach(low, high, kept, scheme.middleCode(), scales);
      case SYMMETRIC_CENTERED -> magnitude(low, high, kept, scheme.maxCode(), scales);
    }
    toStoredType(scales, scheme.scaleType());
    if (scheme.symmetry().isSymmetric()) {
      Arrays.fill(zeros, scheme.middleCode());
    } else if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      floatZeroPoints(low, kept, scales, scheme.scaleType(), zeros);
    } else {
      integerZeroPoints(low, kept, scales, scheme.maxCode(), zeros);
    }
    if (scheme.scaleType() == ElementType.FLOAT16) {
      for (int j = 0; j < scales.length; j++) {
        float furthest = Math.max(zeros[j], scheme.maxCode() - zeros[j]);
        scales[j] = ScaleType.keepingFinite(scales[j], furthest);
      }
    }
  }

  private static void spread(float[] low, float[] high, float kept, float maxCode, float[] scales) {
    for (int j = 0; j < scales.length; j++) {
      scales[j] = (high[j] * kept - low[j] * kept) / maxCode;
    }
  }

  private static void reach(
      float[] low, float[] high, float kept, float middleCode, float[] scales) {
    for (int j = 0; j < scales.length; j++) {
      float lo = low[j] * kept;
      float hi = high[j] * kept;
      scales[j] = (hi > -lo ? hi : lo) / -middleCode;
    }
  }

  private static void magnitude(
      float[] low, float[] high, float kept, float maxCode, float[] scales) {
    for (int j = 0; j < scales.length; j++) {
      scales[j] = 2 * Math.max(high[j] * kept, -low[j] * kept) / maxCode;
    }
  }

  private static void toStoredType(float[] scales, ElementType type) {
    for (int j = 0; j < scales.length; j++) {
      scales[j] = ScaleType.covering(scales[j], type);
    }
  }

  private static void floatZeroPoints(
      float[] low, float kept, float[] scales, ElementType type, float[] zeros) {
    for (int j = 0; j < zeros.length; j++) {
      float exact = -(low[j] * kept) / scales[j];
      zeros[j] = ScaleType.finite(ScaleType.round(exact, type), type);
    }
  }

  private static void integerZeroPoints(
      float[] low, float kept, float[] scales, float maxCode, float[] zeros) {
    for (int j = 0; j < zeros.length; j++) {
      float exact = -(low[j] * kept) / scales[j];
      zeros[j] = Math.min(RowCoder.round(Math.min(exact, 256f)), maxCode);
    }
  }
}
