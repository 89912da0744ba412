package org.woq4j.kernels.group;

import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.half.ScaleType;

/** Round to nearest written out element by element, to compare with. */
final class PlainRounding {

  private PlainRounding() {}

  static QuantizedWeight quantize(HeapWeight weight, QuantScheme scheme, float ratio) {
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    byte[] codes = new byte[inputs * outputs];
    float[] scales = new float[scheme.groups(inputs) * outputs];
    float[] zeros = new float[scales.length];
    for (int group = 0; group < scheme.groups(inputs); group++) {
      int first = group * scheme.groupRows(inputs);
      int end = Math.min(inputs, first + scheme.groupRows(inputs));
      for (int n = 0; n < outputs; n++) {
        int at = group * outputs + n;
        float lo = 0;
        float hi = 0;
        for (int k = first; k < end; k++) {
          lo = Math.min(lo, weight.values()[k * outputs + n]);
          hi = Math.max(hi, weight.values()[k * outputs + n]);
        }
        scales[at] = scale(scheme, lo * ratio, hi * ratio);
        zeros[at] = zero(scheme, lo * ratio, scales[at]);
        for (int k = first; k < end; k++) {
          float quotient = weight.values()[k * outputs + n] / scales[at];
          codes[k * outputs + n] = code(scheme, quotient, zeros[at]);
        }
      }
    }
    return build(scheme, weight, codes, scales, zeros);
  }

  private static float scale(QuantScheme scheme, float lo, float hi) {
    float exact =
        switch (scheme.symmetry()) {
          case ASYMMETRIC -> (hi - lo) / scheme.maxCode();
          case SYMMETRIC_FULL -> (Math.abs(lo) >= hi ? lo : hi) / -scheme.middleCode();
          case SYMMETRIC_CENTERED -> 2 * Math.max(Math.abs(lo), hi) / scheme.maxCode();
        };
    return scheme.toCoveringScale(exact);
  }

  private static float zero(QuantScheme scheme, float lo, float scale) {
    if (scheme.symmetry().isSymmetric()) {
      return scheme.middleCode();
    }
    return scheme.zeroPoint() == ZeroPoint.FLOAT
        ? ScaleType.round(-lo / scale, scheme.scaleType())
        : (float) Math.min(Math.rint(-lo / scale), scheme.maxCode());
  }

  private static byte code(QuantScheme scheme, float quotient, float zero) {
    double code =
        scheme.zeroPoint() == ZeroPoint.FLOAT
            ? Math.rint(quotient + zero)
            : Math.rint(quotient) + zero;
    return (byte) (int) Math.max(0, Math.min(scheme.maxCode(), code));
  }

  private static QuantizedWeight build(
      QuantScheme scheme, HeapWeight weight, byte[] codes, float[] scales, float[] zeros) {
    QuantizedWeight.Builder builder =
        QuantizedWeight.builder(scheme, weight.inputFeatures(), weight.outputFeatures())
            .codes(codes)
            .scales(scales);
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      builder.zeroPoints(zeros);
    } else if (scheme.zeroPoint() == ZeroPoint.INTEGER) {
      byte[] narrow = new byte[zeros.length];
      for (int i = 0; i < zeros.length; i++) {
        narrow[i] = (byte) (int) zeros[i];
      }
      builder.zeroPoints(narrow);
    }
    return builder.build();
  }
}
