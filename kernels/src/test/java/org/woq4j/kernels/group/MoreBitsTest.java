package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class MoreBitsTest {

  private static final int INPUTS = 128;
  private static final int OUTPUTS = 16;

  /** Scales of 8 bits are up to 2^-7 of those of 1 bit, and float16 has none below 2^-24. */
  @Property(tries = 300, seed = "7")
  void moreBitsNeverMeanMoreError(
      @ForAll @DoubleRange(min = -8, max = 4.77) double magnitude,
      @ForAll ElementTypes type,
      @ForAll Symmetry symmetry,
      @ForAll ClipSearch search,
      @ForAll Random random) {
    HeapWeight weight = weight((float) Math.pow(10, magnitude), random);
    ZeroPoint point = symmetry.isSymmetric() ? ZeroPoint.NONE : ZeroPoint.INTEGER;
    double before = Double.POSITIVE_INFINITY;
    for (int bits = 1; bits <= 8; bits++) {
      QuantScheme scheme = new QuantScheme(bits, 32, symmetry, point, type.type);
      double error = error(weight, scheme, search);
      assertThat(error).as("%s, %d bits", magnitude, bits).isLessThanOrEqualTo(before);
      before = error;
    }
  }

  /** The types of scales. */
  enum ElementTypes {
    SINGLE(ElementType.FLOAT32),
    HALF(ElementType.FLOAT16),
    BRAIN(ElementType.BFLOAT16);

    private final ElementType type;

    ElementTypes(ElementType type) {
      this.type = type;
    }
  }

  private static double error(HeapWeight weight, QuantScheme scheme, ClipSearch search) {
    float[] importance = new float[INPUTS];
    Arrays.fill(importance, 1);
    GroupQuantizer quantizer =
        new GroupQuantizer(weight, scheme, RangeRule.searchedBy(search), importance);
    quantizer.columns(0, OUTPUTS);
    return WeightComparison.squaredError(weight, quantizer.result(), null).error();
  }

  private static HeapWeight weight(float magnitude, Random random) {
    float[] values = new float[INPUTS * OUTPUTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = magnitude * (2 * random.nextFloat() - 1);
    }
    return new HeapWeight("w", INPUTS, OUTPUTS, values);
  }
}
