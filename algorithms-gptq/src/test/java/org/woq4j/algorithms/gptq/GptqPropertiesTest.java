package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.tck.fixture.ArrayWeight;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;

/** What holds for any weight and any activation. */
class GptqPropertiesTest {

  private static final Gptq GPTQ = new Gptq();

  @Property(tries = 300, seed = "1")
  void inputsThatDoNotDependOnEachOtherAreRoundedToNearest(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll ClipSearch search,
      @ForAll boolean actOrder,
      @ForAll boolean perChannel,
      @ForAll @IntRange(min = 1, max = 80) int inputs,
      @ForAll @IntRange(min = 1, max = 70) int outputs) {
    WeightGroup group =
        Samples.group(Samples.weight(inputs, outputs, inputs), Samples.unit(inputs, 24), 8);

    assertSame(
        quantize(
            group,
            scheme,
            Map.of("clip_search", search, "act_order", actOrder, "per_channel", perChannel)),
        roundToNearest(group, scheme, Map.of("clip_search", search, "per_channel", perChannel)));
  }

  @Property(tries = 60, seed = "2")
  void deadInputsAreRoundedToNearest(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll @IntRange(min = 2, max = 60) int inputs,
      @ForAll @IntRange(min = 1, max = 20) int outputs) {
    ArrayWeight weight = Samples.weight(inputs, outputs, outputs);
    float[] gram = Samples.gram(inputs, 90, inputs);
    for (int dead = 0; dead < inputs; dead += 3) {
      for (int i = 0; i < inputs; i++) {
        gram[dead * inputs + i] = 0;
        gram[i * inputs + dead] = 0;
      }
    }
    WeightGroup group = Samples.group(weight, gram, 90);

    QuantizedWeight quantized = quantize(group, scheme, Map.of("clip_search", "weighted"));

    QuantizedWeight rounded = roundToNearest(group, scheme, Map.of("clip_search", "weighted"));
    assertThat(quantized.scales()).isEqualTo(rounded.scales());
    for (int dead = 0; dead < inputs; dead += 3) {
      assertThat(row(quantized, dead)).isEqualTo(row(rounded, dead));
    }
  }

  @Property(tries = 60, seed = "3")
  void moreOfTheSameActivationsChangeNothing(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll boolean actOrder,
      @ForAll @IntRange(min = 1, max = 60) int inputs,
      @ForAll @IntRange(min = -10, max = 10) int power) {
    ArrayWeight weight = Samples.weight(inputs, 5, inputs);
    float[] gram = Samples.gram(inputs, 90, inputs);
    float[] scaled = gram.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) Math.pow(4, power);
    }

    Map<String, ?> options = Map.of("act_order", actOrder, "clip_search", "none");
    assertSame(
        quantize(Samples.group(weight, scaled, 90), scheme, options),
        quantize(Samples.group(weight, gram, 90), scheme, options));
  }

  @Property(tries = 40, seed = "4")
  void activationOrderOfEqualActivationsIsTheModelsOrder(
      @ForAll("schemes") QuantScheme scheme, @ForAll @IntRange(min = 1, max = 60) int inputs) {
    float[] gram = Samples.gram(inputs, 90, inputs);
    float[] correlation = new float[gram.length];
    for (int i = 0; i < gram.length; i++) {
      int row = i / inputs;
      int column = i % inputs;
      double norm = Math.sqrt((double) gram[row * inputs + row] * gram[column * inputs + column]);
      correlation[i] = row == column ? 1 : (float) (gram[i] / norm);
    }
    WeightGroup group = Samples.group(Samples.weight(inputs, 6, inputs), correlation, 1);
    // In one group, whose range nothing has moved when its first row comes.
    QuantScheme oneGroup =
        new QuantScheme(
            scheme.bits(), -1, scheme.symmetry(), scheme.zeroPoint(), scheme.scaleType());

    assertSame(
        quantize(group, oneGroup, Map.of("act_order", true)),
        quantize(group, oneGroup, Map.of("act_order", false)));
  }

  @Property(tries = 40, seed = "5")
  void batchesOfRowsDoNotChangeTheResult(
      @ForAll boolean actOrder,
      @ForAll @IntRange(min = 1, max = 90) int updateRows,
      @ForAll @IntRange(min = 1, max = 40) int groupSize) {
    WeightGroup group = Samples.group(Samples.weight(80, 12, 3), Samples.gram(80, 200, 4), 200);
    QuantScheme scheme = Samples.scheme(groupSize);

    QuantizedWeight atOnce =
        quantize(group, scheme, Map.of("act_order", actOrder, "update_rows", 80));
    QuantizedWeight inBatches =
        quantize(group, scheme, Map.of("act_order", actOrder, "update_rows", updateRows));

    assertSame(inBatches, atOnce);
  }

  /** No theorem forbids an unlucky weight: of 1200 such cases one came out 3 % worse. */
  @Property(tries = 200, seed = "6")
  void noOutputIsMuchFurtherThanRoundedToNearest(
      @ForAll("schemes") QuantScheme scheme,
      @ForAll boolean actOrder,
      @ForAll @IntRange(min = 8, max = 80) int inputs) {
    WeightGroup group =
        Samples.group(Samples.weight(inputs, 16, inputs), Samples.gram(inputs, 200, inputs), 200);

    assertThat(error(group, scheme, actOrder))
        .isLessThanOrEqualTo(1.1 * errorOfRounding(group, scheme));
  }

  @Property(tries = 2, seed = "7")
  void outputsAreFarCloserThanRoundedToNearest(@ForAll boolean actOrder) {
    double error = 0;
    double errorOfRounding = 0;
    for (int seed = 0; seed < 20; seed++) {
      WeightGroup group =
          Samples.group(Samples.weight(64, 16, seed), Samples.gram(64, 200, seed), 200);
      error += error(group, Samples.scheme(16), actOrder);
      errorOfRounding += errorOfRounding(group, Samples.scheme(16));
    }

    assertThat(error).isLessThan(0.45 * errorOfRounding);
  }

  /** More columns than one tile holds, the last tile narrower. */
  @Test
  void tilesOfColumnsDependOnNoThreadAndNotOnEachOther() {
    int inputs = 60;
    int outputs = 700;
    ArrayWeight weight = Samples.weight(inputs, outputs, 1);
    WeightGroup group = Samples.group(weight, Samples.gram(inputs, 200, 2), 200);
    FixtureContext context = Samples.context(Samples.scheme(16), Map.of());
    QuantizedWeight inOrder = GPTQ.quantize(group, context).weights().get(0);

    for (Schedule schedule : Schedule.values()) {
      assertSame(GPTQ.quantize(group, context.with(schedule)).weights().get(0), inOrder);
    }
    for (int column : new int[] {0, 79, 80, 559, 560, 699}) {
      float[] values = new float[inputs];
      weight.read(0, inputs, column, column + 1, values);
      ArrayWeight alone = new ArrayWeight("column", inputs, 1, values);
      QuantizedWeight one =
          quantize(
              Samples.group(alone, Samples.gram(inputs, 200, 2), 200),
              Samples.scheme(16),
              Map.of());
      for (int k = 0; k < inputs; k++) {
        assertThat(one.codes()[k]).isEqualTo(inOrder.codes()[k * outputs + column]);
      }
    }
  }

  @Provide
  Arbitrary<QuantScheme> schemes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(-1, 1, 5, 16, 32),
            Arbitraries.of(Symmetry.class),
            Arbitraries.of(ZeroPoint.class),
            Arbitraries.of(ElementType.FLOAT32, ElementType.FLOAT16))
        .filter(
            (bits, groupSize, symmetry, zeroPoint, type) ->
                symmetry.isSymmetric() || zeroPoint != ZeroPoint.NONE)
        .as(QuantScheme::new);
  }

  private static double error(WeightGroup group, QuantScheme scheme, boolean actOrder) {
    return OutputError.relative(group, quantize(group, scheme, Map.of("act_order", actOrder)));
  }

  private static double errorOfRounding(WeightGroup group, QuantScheme scheme) {
    return OutputError.relative(
        group, roundToNearest(group, scheme, Map.of("clip_search", "weighted")));
  }

  private static QuantizedWeight quantize(
      WeightGroup group, QuantScheme scheme, Map<String, ?> options) {
    return Samples.quantize(group, scheme, options).weights().get(0);
  }

  static QuantizedWeight roundToNearest(
      WeightGroup group, QuantScheme scheme, Map<String, ?> options) {
    RoundToNearest rounding = new RoundToNearest();
    OptionValues values = OptionValues.of(rounding.options(), options);
    return rounding.quantize(group, FixtureContext.of(scheme, values)).weights().get(0);
  }

  static void assertSame(QuantizedWeight actual, QuantizedWeight expected) {
    assertThat(actual.scales()).isEqualTo(expected.scales());
    assertThat(actual.integerZeroPoints().orElse(null))
        .isEqualTo(expected.integerZeroPoints().orElse(null));
    assertThat(actual.floatZeroPoints().orElse(null))
        .isEqualTo(expected.floatZeroPoints().orElse(null));
    assertThat(actual.codes()).isEqualTo(expected.codes());
  }

  private static byte[] row(QuantizedWeight weight, int k) {
    int outputs = weight.outputFeatures();
    return Arrays.copyOfRange(weight.codes(), k * outputs, (k + 1) * outputs);
  }
}
