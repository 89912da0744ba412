package org.woq4j.onnx.emit;

import java.util.Random;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantizedWeight;

/** Quantized weights of all codes and zero points, whose numbers every scale type holds. */
final class SeededWeight {

  private SeededWeight() {}

  static QuantizedWeight of(QuantScheme scheme, int inputFeatures, int outputFeatures) {
    Random random = new Random(31L * scheme.bits() + 1009L * inputFeatures + outputFeatures);
    int parameters = scheme.groups(inputFeatures) * outputFeatures;
    QuantizedWeight.Builder builder =
        QuantizedWeight.builder(scheme, inputFeatures, outputFeatures)
            .codes(codes(random, scheme, inputFeatures * outputFeatures))
            .scales(scales(random, scheme, parameters));
    switch (scheme.zeroPoint()) {
      case NONE -> {}
      case INTEGER -> builder.zeroPoints(codes(random, scheme, parameters));
      case FLOAT -> builder.zeroPoints(eighths(random, scheme, parameters));
    }
    return builder.build();
  }

  /** Columns [from, to), copied. */
  static QuantizedWeight columns(QuantizedWeight whole, int from, int to) {
    int width = whole.outputFeatures();
    int count = to - from;
    byte[] codes = new byte[whole.inputFeatures() * count];
    float[] scales = new float[whole.groups() * count];
    byte[] integers = new byte[scales.length];
    float[] floats = new float[scales.length];
    for (int k = 0; k < whole.inputFeatures(); k++) {
      System.arraycopy(whole.codes(), k * width + from, codes, k * count, count);
    }
    for (int group = 0; group < whole.groups(); group++) {
      int source = group * width + from;
      int target = group * count;
      System.arraycopy(whole.scales(), source, scales, target, count);
      whole
          .integerZeroPoints()
          .ifPresent(points -> System.arraycopy(points, source, integers, target, count));
      whole
          .floatZeroPoints()
          .ifPresent(points -> System.arraycopy(points, source, floats, target, count));
    }
    QuantizedWeight.Builder builder =
        QuantizedWeight.builder(whole.scheme(), whole.inputFeatures(), count)
            .codes(codes)
            .scales(scales);
    whole.integerZeroPoints().ifPresent(points -> builder.zeroPoints(integers));
    whole.floatZeroPoints().ifPresent(points -> builder.zeroPoints(floats));
    return builder.build();
  }

  private static byte[] codes(Random random, QuantScheme scheme, int count) {
    byte[] codes = new byte[count];
    for (int i = 0; i < count; i++) {
      codes[i] = (byte) random.nextInt(scheme.maxCode() + 1);
    }
    return codes;
  }

  private static float[] scales(Random random, QuantScheme scheme, int count) {
    float[] scales = new float[count];
    boolean bothSigns = scheme.symmetry() == QuantScheme.Symmetry.SYMMETRIC_FULL;
    for (int i = 0; i < count; i++) {
      scales[i] = (128 + random.nextInt(128)) / 4096f * (bothSigns && i % 2 == 0 ? -1 : 1);
    }
    return scales;
  }

  private static float[] eighths(Random random, QuantScheme scheme, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(8 * scheme.maxCode() + 1) / 8f;
    }
    return numbers;
  }
}
