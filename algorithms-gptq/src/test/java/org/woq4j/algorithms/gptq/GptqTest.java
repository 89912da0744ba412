package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.tck.fixture.ArrayWeight;
import org.woq4j.tck.fixture.FixtureContext;

class GptqTest {

  private final Gptq algorithm = new Gptq();

  @Test
  void defaultsAreTheRecommendedRecipe() {
    assertThat(OptionValues.of(algorithm.options(), Map.of()))
        .hasToString(
            "{damp=0.01, act_order=true, update_rows=32, ratio=1.0, clip_search=WEIGHTED,"
                + " per_channel=true, correction=0.2, refine=0, on_failure=ERROR}");
  }

  @Test
  void dampAndRowsMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionValues.of(algorithm.options(), Map.of("damp", 0, "update_rows", 0)))
        .withMessageContaining("damp")
        .withMessageContaining("update_rows");
  }

  @Test
  void withoutStatisticsItSaysWhatIsMissing() {
    ArrayWeight weight = Samples.weight(8, 2, 1);
    for (ActivationStatistics statistics :
        List.of(
            ActivationStatistics.none(8),
            ActivationStatistics.ofSums(8, 0, Map.of(Statistic.GRAM, new float[64])))) {
      WeightGroup group = new WeightGroup("x", List.of(weight), statistics);

      assertThatThrownBy(() -> Samples.quantize(group, Samples.scheme(8), Map.of()))
          .isInstanceOfSatisfying(
              WoqException.class, missing -> assertUsersError(missing, "gptq.no_statistics"))
          .hasMessage(
              "gptq needs statistics of x, and there are none; "
                  + "add a calibration with samples that reach it, or choose rtn for its weights");
    }
  }

  /** Fewer samples than inputs: singular, but for the damping. */
  @Test
  void fewSamplesAreEnough() {
    WeightGroup group = Samples.group(Samples.weight(40, 6, 1), Samples.gram(40, 5, 1), 5);

    QuantizedGroup result = Samples.quantize(group, Samples.scheme(8), Map.of());

    assertThat(result.notes()).isEmpty();
    QuantizedWeight rounded =
        GptqPropertiesTest.roundToNearest(
            group, Samples.scheme(8), Map.of("clip_search", "weighted"));
    assertThat(OutputError.relative(group, result.weights().get(0)))
        .isLessThan(0.5 * OutputError.relative(group, rounded));
  }

  @Test
  void dampingGrowsTenfoldUntilTheHessianCanBeFactored() {
    QuantizedGroup result = Samples.quantize(indefinite(2), Samples.scheme(2), Map.of());

    assertThat(result.notes())
        .containsExactly(raised("0.01", "0.1"), raised("0.1", "1.0"), raised("1.0", "10.0"));
  }

  @Test
  void hessianThatCannotBeFactoredIsAnErrorThatNamesItsWeights() {
    assertThatThrownBy(() -> Samples.quantize(indefinite(20), Samples.scheme(2), Map.of()))
        .isInstanceOfSatisfying(
            WoqException.class, failed -> assertUsersError(failed, "gptq.no_factor"))
        .hasMessage(
            "the Hessian of x, which feeds weight, is not positive definite, even with damp 10.0;"
                + " check the calibration data, or choose on_failure: rtn");
  }

  @Test
  void hessianThatCannotBeFactoredMayBeRoundedToNearest() {
    Map<String, ?> options = Map.of("on_failure", "rtn", "clip_search", "mse");

    QuantizedGroup result = Samples.quantize(indefinite(20), Samples.scheme(2), options);

    assertThat(result.notes())
        .containsExactly(
            raised("0.01", "0.1"),
            raised("0.1", "1.0"),
            raised("1.0", "10.0"),
            new Note(
                Note.Kind.FALLBACK,
                "rounded to nearest, since the Hessian of x, which feeds weight, is not positive"
                    + " definite, even with damp 10.0"));
    GptqPropertiesTest.assertSame(
        result.weights().get(0),
        GptqPropertiesTest.roundToNearest(
            indefinite(20), Samples.scheme(2), Map.of("clip_search", "mse")));
  }

  @Test
  void statisticsThatAreNoNumbersAreNotDamped() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] gram = Samples.gram(16, 40, 1);
      gram[5] = bad;
      WeightGroup group = Samples.group(Samples.weight(16, 40, 2), gram, 40);

      assertThatThrownBy(() -> Samples.quantize(group, Samples.scheme(8), Map.of()))
          .isInstanceOf(WoqException.class)
          .hasMessageStartingWith(
              "the Hessian of x, which feeds weight, has elements that are not finite;");
      assertThat(Samples.quantize(group, Samples.scheme(8), Map.of("on_failure", "rtn")).notes())
          .extracting(Note::kind)
          .containsExactly(Note.Kind.FALLBACK);
    }
  }

  @Test
  void weightsOfAGroupShareOneFactor() {
    AtomicInteger factors = new AtomicInteger();
    List<ArrayWeight> weights =
        List.of(Samples.weight(24, 5, 1), Samples.weight(24, 70, 2), Samples.weight(24, 1, 3));
    ActivationStatistics statistics =
        ActivationStatistics.ofSums(24, 60, Map.of(Statistic.GRAM, Samples.gram(24, 60, 1)));

    QuantizedGroup together =
        algorithm.quantize(
            new WeightGroup("x", List.copyOf(weights), statistics),
            Samples.context(Samples.scheme(8), Map.of()).with(new CountingAlgebra(factors)));

    assertThat(factors).hasValue(1);
    for (int i = 0; i < weights.size(); i++) {
      WeightGroup alone = new WeightGroup("x", List.of(weights.get(i)), statistics);
      GptqPropertiesTest.assertSame(
          together.weights().get(i),
          Samples.quantize(alone, Samples.scheme(8), Map.of()).weights().get(0));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 0", "true, 2", "false, 2"})
  void sharedScalesAreEqualInAllColumns(boolean actOrder, int sweeps) {
    WeightGroup group = Samples.group(Samples.weight(16, 300, 1), Samples.gram(16, 60, 1), 60);
    QuantizedWeight shared =
        Samples.quantize(
                group,
                Samples.scheme(8),
                Map.of("per_channel", false, "act_order", actOrder, "refine", sweeps))
            .weights()
            .get(0);
    for (int i = 0; i < 2; i++) {
      float[] scales = Arrays.copyOfRange(shared.scales(), i * 300, (i + 1) * 300);
      assertThat(scales).containsOnly(scales[0]);
    }
    assertThat(shared.scales()[0]).isNotEqualTo(shared.scales()[300]);
  }

  @Test
  void cancellationIsCheckedBeforeEachBatchAndEachSweep() {
    int once = checks(Map.of("update_rows", 80));

    assertThat(checks(Map.of("update_rows", 16))).isEqualTo(once + 4);
    // Of its 80 rows a sweep takes two blocks of codes and two blocks of scales.
    assertThat(checks(Map.of("update_rows", 80, "refine", 3))).isEqualTo(once + 3 * (2 + 2));
  }

  private int checks(Map<String, ?> options) {
    WeightGroup group = Samples.group(Samples.weight(80, 5, 1), Samples.gram(80, 90, 1), 90);
    FixtureContext context = Samples.context(Samples.scheme(8), options);
    algorithm.quantize(group, context);
    return context.checks();
  }

  @Test
  void cancellationIsCheckedBeforeTheHessianIsFactored() {
    WeightGroup group = Samples.group(Samples.weight(8, 5, 1), Samples.gram(8, 90, 1), 90);
    for (int check = 0; check < 2; check++) {
      AtomicInteger factors = new AtomicInteger();
      FixtureContext cancelled =
          Samples.context(Samples.scheme(8), Map.of())
              .with(new CountingAlgebra(factors))
              .cancelledAt(check);
      assertThatThrownBy(() -> algorithm.quantize(group, cancelled))
          .isInstanceOf(CancellationException.class);
      assertThat(factors).hasValue(0);
    }
  }

  @Test
  void progressGrowsWithEachTile() {
    List<WeightView> weights =
        List.of(Samples.weight(8, 1, 1), Samples.weight(8, 2, 2), Samples.weight(8, 3, 3));
    ActivationStatistics statistics =
        ActivationStatistics.ofSums(8, 60, Map.of(Statistic.GRAM, Samples.gram(8, 60, 1)));
    FixtureContext context = Samples.context(Samples.scheme(8), Map.of());

    algorithm.quantize(new WeightGroup("x", weights, statistics), context);

    assertThat(context.reported()).containsExactly(1 / 3.0, 2 / 3.0, 1.0);
  }

  /** Ranges fixed beforehand are those of the weights; ranges of moved weights are not. */
  @Test
  void onlyActivationOrderKeepsTheRangesOfTheWeights() {
    WeightGroup group = Samples.group(Samples.weight(32, 9, 1), Samples.gram(32, 90, 1), 90);
    float[] scales = GptqPropertiesTest.roundToNearest(group, Samples.scheme(8), Map.of()).scales();

    float[] ordered = scales(group, true);
    float[] inTurn = scales(group, false);

    assertThat(ordered).isEqualTo(scales);
    assertThat(Arrays.copyOf(inTurn, 9)).isEqualTo(Arrays.copyOf(scales, 9));
    assertThat(Arrays.copyOfRange(inTurn, 9, 18)).isNotEqualTo(Arrays.copyOfRange(scales, 9, 18));
  }

  private static float[] scales(WeightGroup group, boolean actOrder) {
    return Samples.quantize(
            group, Samples.scheme(8), Map.of("clip_search", "none", "act_order", actOrder))
        .weights()
        .get(0)
        .scales();
  }

  private static void assertUsersError(WoqException thrown, String id) {
    assertThat(thrown.code().id()).isEqualTo(id);
    assertThat(thrown.code().category()).isEqualTo(ErrorCode.Category.USER);
  }

  /** Two inputs whose Gram matrix has the eigenvalues 1 ± {@code off}, as no activation has. */
  private static WeightGroup indefinite(float off) {
    return Samples.group(Samples.weight(2, 3, 1), new float[] {1, off, off, 1}, 1);
  }

  private static Note raised(String from, String to) {
    return new Note(
        Note.Kind.DEGRADED,
        "the Hessian of x is not positive definite with damp %s, which was raised to %s"
            .formatted(from, to));
  }

  /** Counts Cholesky factors. */
  private record CountingAlgebra(AtomicInteger factors) implements LinearAlgebra {

    private static final LinearAlgebra PLAIN = new PlainLinearAlgebra();

    @Override
    public String name() {
      return PLAIN.name();
    }

    @Override
    public void multiplyAdd(
        float alpha,
        FloatMatrix a,
        Transposition transposeA,
        FloatMatrix b,
        Transposition transposeB,
        FloatMatrix c) {
      PLAIN.multiplyAdd(alpha, a, transposeA, b, transposeB, c);
    }

    @Override
    public void addGram(FloatMatrix x, FloatMatrix c) {
      PLAIN.addGram(x, c);
    }

    @Override
    public boolean cholesky(double[] matrix, int n, Parallel parallel) {
      factors.incrementAndGet();
      return PLAIN.cholesky(matrix, n, parallel);
    }

    @Override
    public void invertFromCholesky(double[] factor, int n) {
      PLAIN.invertFromCholesky(factor, n);
    }
  }
}
