package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.half.ScaleType;
import org.woq4j.tck.fixture.ArrayWeight;

/** Coordinate descent after rounding. */
class RefinementTest {

  /** What float32 sums of steps may be wrong by, beside steps that gain nothing. */
  private static final double ROUNDING = 1 + 1e-5;

  @Property(tries = 150, seed = "1")
  void noSweepMakesTheOutputWorse(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll boolean actOrder,
      @ForAll boolean perChannel,
      @ForAll @IntRange(min = 2, max = 150) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int rows) {
    WeightGroup group =
        Samples.group(
            Samples.weight(inputs, 24, inputs), Samples.gram(inputs, 5 * rows, rows), rows);
    Map<String, Object> options = new HashMap<>();
    options.put("act_order", actOrder);
    options.put("per_channel", perChannel);
    double before = Double.POSITIVE_INFINITY;
    for (int sweeps = 0; sweeps <= 3; sweeps++) {
      options.put("refine", sweeps);
      double error = error(group, quantize(group, scheme, options));
      assertThat(error).isLessThanOrEqualTo(before * ROUNDING);
      before = error;
    }
  }

  @Property(tries = 30, seed = "2")
  void noCodeAndNoScaleCanBeMovedForTheBetter(
      @ForAll("schemes") QuantScheme scheme, @ForAll @IntRange(min = 2, max = 24) int inputs) {
    WeightGroup group =
        Samples.group(Samples.weight(inputs, 3, inputs), Samples.gram(inputs, 90, inputs), 90);
    QuantizedWeight refined = quantize(group, scheme, Map.of("refine", 100));
    double least = error(group, refined) / ROUNDING;
    for (int i = 0; i < refined.codes().length; i++) {
      for (int step : new int[] {-1, 1}) {
        int code = (refined.codes()[i] & 0xff) + step;
        if (code >= 0 && code <= scheme.maxCode()) {
          byte[] codes = refined.codes().clone();
          codes[i] = (byte) code;
          QuantizedWeight moved = with(refined, codes, refined.scales());
          assertThat(error(group, moved)).isGreaterThanOrEqualTo(least);
        }
      }
    }
    for (int i = 0; i < refined.scales().length; i++) {
      for (float factor : new float[] {0.99f, 1.01f}) {
        float[] scales = refined.scales().clone();
        scales[i] *= factor;
        QuantizedWeight moved = with(refined, refined.codes(), scales);
        assertThat(error(group, moved)).isGreaterThanOrEqualTo(least);
      }
    }
  }

  @Property(tries = 30, seed = "3")
  void scalesStayOfTheStoredType(@ForAll("schemes") QuantScheme scheme) {
    QuantScheme half =
        new QuantScheme(
            scheme.bits(),
            scheme.groupSize(),
            scheme.symmetry(),
            scheme.zeroPoint(),
            ElementType.FLOAT16);
    WeightGroup group = Samples.group(Samples.weight(70, 9, 1), Samples.gram(70, 90, 2), 90);
    for (float scale : quantize(group, half, Map.of("refine", 2)).scales()) {
      assertThat(scale).isEqualTo(ScaleType.round(scale, ElementType.FLOAT16)).isNotZero();
    }
  }

  /** What is lowered: the error of the output, damped as for rounding. */
  private static double error(WeightGroup group, QuantizedWeight quantized) {
    float[] gram = group.statistics().gram().orElseThrow().clone();
    int inputs = group.inputFeatures();
    double trace = 0;
    for (int i = 0; i < gram.length; i += inputs + 1) {
      trace += gram[i];
    }
    for (int i = 0; i < gram.length; i += inputs + 1) {
      gram[i] += (float) (0.01 * trace / inputs);
    }
    ArrayWeight weight = (ArrayWeight) group.weights().get(0);
    return OutputError.relative(Samples.group(weight, gram, 1), quantized);
  }

  private static QuantizedWeight with(QuantizedWeight weight, byte[] codes, float[] scales) {
    QuantizedWeight.Builder moved =
        QuantizedWeight.builder(weight.scheme(), weight.inputFeatures(), weight.outputFeatures())
            .codes(codes)
            .scales(scales);
    weight.integerZeroPoints().ifPresent(moved::zeroPoints);
    weight.floatZeroPoints().ifPresent(moved::zeroPoints);
    return moved.build();
  }

  private static QuantizedWeight quantize(
      WeightGroup group, QuantScheme scheme, Map<String, ?> options) {
    return Samples.quantize(group, scheme, options).weights().get(0);
  }

  @Provide
  Arbitrary<QuantScheme> schemes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(-1, 1, 8, 32, 100),
            Arbitraries.of(Symmetry.values()),
            Arbitraries.of(ZeroPoint.INTEGER, ZeroPoint.FLOAT))
        .as(
            (bits, groupSize, symmetry, zeroPoint) ->
                new QuantScheme(
                    bits,
                    groupSize,
                    symmetry,
                    symmetry.isSymmetric() ? ZeroPoint.NONE : zeroPoint,
                    ElementType.FLOAT32));
  }
}
