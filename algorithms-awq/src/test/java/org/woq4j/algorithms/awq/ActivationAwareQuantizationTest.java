package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.tck.fixture.FixtureContext;

class ActivationAwareQuantizationTest {

  private static final QuantScheme SCHEME = asymmetric(4, 32, ElementType.FLOAT32);
  private static final int INPUTS = 140;

  private final ActivationAwareQuantization algorithm = new ActivationAwareQuantization();
  private final RoundToNearest rounding = new RoundToNearest();
  private final WeightGroup group =
      Fixtures.group(INPUTS, Fixtures.statistics(Fixtures.magnitudes(INPUTS)), 24, 9);

  static List<QuantScheme> schemes() {
    return List.of(
        SCHEME,
        asymmetric(3, -1, ElementType.FLOAT16),
        new QuantScheme(4, 32, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, ElementType.FLOAT32),
        new QuantScheme(4, 16, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, ElementType.BFLOAT16));
  }

  @Test
  void needsWhatItsSearchesNeed() {
    Set<Statistic> ofScales =
        Set.of(Statistic.ABS_MEAN, Statistic.MIN, Statistic.MAX, Statistic.GRAM);
    assertThat(needs(true, true)).isEqualTo(ofScales);
    assertThat(needs(true, false)).isEqualTo(ofScales);
    assertThat(needs(false, true)).containsOnly(Statistic.GRAM);
    assertThat(needs(false, false)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void outputsAreNearerThanThoseOfPlainRounding(QuantScheme scheme) {
    QuantizedGroup plain = quantize(scheme, Map.of("scale_search", false, "clip_search", false));
    QuantizedGroup scaled = quantize(scheme, Map.of("clip_search", false));

    assertThat(scaled.inputScale()).isPresent();
    assertThat(loss(scaled)).isLessThan(0.9 * loss(plain));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void clippingBringsTheOutputsNearer(QuantScheme scheme) {
    QuantizedGroup plain = quantize(scheme, Map.of("scale_search", false, "clip_search", false));
    QuantizedGroup clipped = quantize(scheme, Map.of("scale_search", false));
    QuantizedGroup scaled = quantize(scheme, Map.of("clip_search", false));
    QuantizedGroup both = quantize(scheme, Map.of());

    assertThat(clipped.inputScale()).isEmpty();
    assertThat(loss(clipped)).isLessThan(0.9 * loss(plain));
    assertThat(loss(both)).isLessThan(0.9 * loss(scaled));
  }

  @Test
  void theScaleSearchCountsTheRoundingOfTheActivation() {
    FixtureContext context =
        FixtureContext.of(
                asymmetric(8, -1, ElementType.FLOAT32),
                OptionValues.of(algorithm.options(), Map.of()))
            .with(new PlainLinearAlgebra())
            .with(List.of(rounding));
    FixtureContext rounds = context.with(ActivationRounding.TENSOR);
    float[] unaware = algorithm.quantize(group, context).inputScale().orElseThrow();
    float[] aware = algorithm.quantize(group, rounds).inputScale().orElseThrow();

    ActivationError error =
        new ActivationError(group, rounds, ChannelNorms.of(group.weights()).squares());
    assertThat(error.of(aware)).isLessThan(0.9 * error.of(unaware));
  }

  @Test
  void aDominantInputGetsTheLargestScale() {
    float[] magnitudes = new float[INPUTS];
    Arrays.fill(magnitudes, 1);
    magnitudes[77] = 40;
    WeightGroup dominated = Fixtures.group(INPUTS, Fixtures.statistics(magnitudes), 24);

    float[] scale = quantize(dominated, SCHEME, Map.of()).inputScale().orElseThrow();

    for (int k = 0; k < INPUTS; k++) {
      assertThat(scale[77]).isGreaterThanOrEqualTo(scale[k]);
    }
    assertThat(scale[77]).isGreaterThan(2 * scale[76]);
  }

  @Test
  void theActivationsUnitDoesNotMatter() {
    float[] magnitudes = Fixtures.magnitudes(INPUTS);
    for (int k = 0; k < INPUTS; k++) {
      magnitudes[k] *= 1000;
    }
    WeightGroup inOtherUnits = group.withStatistics(Fixtures.statistics(magnitudes));

    float[] scale = quantize(SCHEME, Map.of()).inputScale().orElseThrow();
    float[] other = quantize(inOtherUnits, SCHEME, Map.of()).inputScale().orElseThrow();

    for (int k = 0; k < INPUTS; k++) {
      assertThat(other[k]).isCloseTo(scale[k], Percentage.withPercentage(1e-4));
    }
  }

  @Test
  void theRoundingIsHandedTheScaledGroup() {
    RecordingContext context = context(Map.of("clip_search", false), true);

    QuantizedGroup result = algorithm.quantize(group, context);

    float[] scale = result.inputScale().orElseThrow();
    WeightGroup handed = context.handed();
    ActivationStatistics divided = group.statistics().dividedBy(scale);
    assertThat(handed.statistics().absMean().orElseThrow())
        .isEqualTo(divided.absMean().orElseThrow());
    assertThat(handed.statistics().gram().orElseThrow()).isEqualTo(divided.gram().orElseThrow());
    for (int i = 0; i < 2; i++) {
      float[] weight = group.weights().get(i).readAll();
      float[] scaled = handed.weights().get(i).readAll();
      int outputs = group.weights().get(i).outputFeatures();
      for (int j = 0; j < weight.length; j++) {
        float restored = scaled[j] / scale[j / outputs];
        assertThat(restored).isCloseTo(weight[j], Percentage.withPercentage(1e-4));
      }
    }
  }

  @Test
  void clippingLeavesTheStatisticsAndNarrowsTheWeights() {
    RecordingContext context = context(Map.of("scale_search", false), true);
    algorithm.quantize(group, context);

    assertThat(context.handed().statistics()).isSameAs(group.statistics());
    float[] weight = group.weights().get(0).readAll();
    float[] clipped = context.handed().weights().get(0).readAll();
    int narrowed = 0;
    for (int i = 0; i < weight.length; i++) {
      assertThat(Math.abs(clipped[i])).isLessThanOrEqualTo(Math.abs(weight[i]));
      narrowed += clipped[i] == weight[i] ? 0 : 1;
    }
    assertThat(narrowed).isBetween(1, weight.length / 8);
  }

  @Test
  void rangesAreLeftToARoundingThatUsesTheGramMatrix() {
    RecordingContext context =
        context(Map.of("scale_search", false), true).needing(Set.of(Statistic.GRAM));
    algorithm.quantize(group, context);
    assertThat(context.handed()).isSameAs(group);
  }

  /** Whatever rectangle of it is read. */
  @Test
  void clippedWeightsAreReadByRectangles() {
    RecordingContext context = context(Map.of(), true);
    algorithm.quantize(group, context);

    float[] whole = context.handed().weights().get(0).readAll();
    float[] part = new float[70 * 5];
    context.handed().weights().get(0).read(29, 99, 3, 8, part);
    for (int i = 0; i < part.length; i++) {
      assertThat(part[i]).isEqualTo(whole[(29 + i / 5) * 24 + 3 + i % 5]);
    }
  }

  @Test
  void theRoundingsNotesAndScaleAreKept() {
    float[] halves = new float[INPUTS];
    Arrays.fill(halves, 0.5f);
    QuantizedGroup rounded =
        QuantizedGroup.builder()
            .inputScale(halves)
            .note(Note.Kind.FALLBACK, "rounded by hand")
            .build();

    float[] alone = algorithm.quantize(group, context(Map.of(), true)).inputScale().orElseThrow();
    RecordingContext context = context(Map.of(), true).answering(rounded);
    QuantizedGroup result = algorithm.quantize(group, context);
    assertThat(result.notes()).containsExactly(new Note(Note.Kind.FALLBACK, "rounded by hand"));
    float[] both = result.inputScale().orElseThrow();
    for (int k = 0; k < INPUTS; k++) {
      assertThat(both[k]).isEqualTo(alone[k] * 0.5f);
    }

    RecordingContext unscaled = context(Map.of("scale_search", false), true).answering(rounded);
    assertThat(algorithm.quantize(group, unscaled).inputScale().orElseThrow()).isEqualTo(halves);
  }

  @Test
  void nothingIsScaledWhereTheInputIsSharedAndANoteSaysSo() {
    QuantizedGroup result = algorithm.quantize(group, context(Map.of(), false));

    assertThat(result.inputScale()).isEmpty();
    assertThat(result.notes())
        .containsExactly(
            new Note(
                Note.Kind.DEGRADED,
                "no scale was searched, because the nodes that read the weight do not all multiply one activation by it"));
  }

  @Test
  void nothingIsScaledWhereNoScaleIsBetter() {
    ActivationStatistics statistics = group.statistics();
    WeightGroup zeros = Fixtures.group(INPUTS, statistics, 4).scaled(new float[INPUTS]);
    QuantizedGroup result = quantize(zeros.withStatistics(statistics), SCHEME, Map.of());
    assertThat(result.inputScale()).isEmpty();
  }

  @Test
  void missingStatisticsAreNamed() {
    WeightGroup bare = group.withStatistics(ActivationStatistics.none(INPUTS));
    assertThatThrownBy(() -> quantize(bare, SCHEME, Map.of()))
        .isInstanceOfSatisfying(
            WoqException.class,
            missing -> {
              assertThat(missing.code().id()).isEqualTo("awq.no_statistics");
              assertThat(missing.code().category()).isEqualTo(ErrorCode.Category.USER);
            })
        .hasMessage(
            "awq needs statistics of x, and there are none;"
                + " add a calibration, or choose an algorithm that needs none");
  }

  /**
   * Most of it is the scale search, of 20 candidates, then 2, by columns; the group has 24 and 9.
   */
  @Test
  void progressEndsWithTheRounding() {
    assertThat(reported(Map.of()))
        .hasSize(20 + 2 + 1)
        .isSorted()
        .startsWith(0.9 * 20 / 22 / 20)
        .endsWith(0.9, 1.0);
    assertThat(reported(Map.of("scale_search", false))).containsExactly(1.0);
  }

  private List<Double> reported(Map<String, ?> written) {
    FixtureContext context =
        FixtureContext.of(SCHEME, OptionValues.of(algorithm.options(), written))
            .with(List.of(rounding));
    algorithm.quantize(group, context);
    return context.reported();
  }

  private RecordingContext context(Map<String, ?> written, boolean mayScaleInput) {
    return new RecordingContext(
        FixtureContext.of(SCHEME, OptionValues.of(algorithm.options(), written))
            .with(new PlainLinearAlgebra()),
        mayScaleInput);
  }

  private QuantizedGroup quantize(QuantScheme scheme, Map<String, ?> written) {
    return quantize(group, scheme, written);
  }

  private QuantizedGroup quantize(WeightGroup some, QuantScheme scheme, Map<String, ?> written) {
    return algorithm.quantize(
        some,
        FixtureContext.of(scheme, OptionValues.of(algorithm.options(), written))
            .with(new PlainLinearAlgebra())
            .with(List.of(rounding)));
  }

  private double loss(QuantizedGroup result) {
    float[] gram = group.statistics().gram().orElseThrow();
    float[] ones = new float[INPUTS];
    Arrays.fill(ones, 1);
    float[] scale = result.inputScale().orElse(ones);
    double loss = 0;
    for (int i = 0; i < 2; i++) {
      loss += SlowSearch.loss(gram, group.weights().get(i), result.weights().get(i), scale);
    }
    return loss;
  }

  private Set<Statistic> needs(boolean scaleSearch, boolean clipSearch) {
    return algorithm.needs(
        OptionValues.of(
            algorithm.options(), Map.of("scale_search", scaleSearch, "clip_search", clipSearch)));
  }

  private static QuantScheme asymmetric(int bits, int groupSize, ElementType scaleType) {
    return new QuantScheme(bits, groupSize, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, scaleType);
  }
}
