package org.woq4j.algorithms.rtn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.ArrayWeight;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;

class RoundToNearestTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 8, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  private final RoundToNearest algorithm = new RoundToNearest();

  @Test
  void onlyAWeightedSearchNeedsStatistics() {
    assertThat(algorithm.needs(options(Map.of()))).isEmpty();
    assertThat(algorithm.needs(options(Map.of("clip_search", "mse")))).isEmpty();
    assertThat(algorithm.needs(options(Map.of("clip_search", "weighted"))))
        .containsExactly(Statistic.GRAM);
  }

  @Test
  void columnsDependOnEachOtherWhereTheyShareScales() {
    assertThat(algorithm.columnsAreIndependent(options(Map.of()))).isTrue();
    assertThat(algorithm.columnsAreIndependent(options(Map.of("per_channel", false)))).isFalse();
  }

  @Test
  void weightedSearchWithoutStatisticsSaysWhatIsMissing() {
    assertThatThrownBy(() -> quantize(weight(8, 2), Map.of("clip_search", "weighted")))
        .isInstanceOfSatisfying(
            WoqException.class,
            missing -> {
              assertThat(missing.code().id()).isEqualTo("rtn.no_statistics");
              assertThat(missing.code().category()).isEqualTo(ErrorCode.Category.USER);
            })
        .hasMessage(
            "clip_search: weighted needs statistics of x, and there are none; "
                + "add a calibration, or choose clip_search: mse");
  }

  @Test
  void ratioLiesAboveZeroAndUpToOne() {
    for (double ratio : new double[] {0, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> options(Map.of("ratio", ratio)))
          .withMessageContaining("greater than 0, at most 1");
    }
  }

  @Test
  void ratioScalesTheRange() {
    ArrayWeight weight = weight(8, 3);
    float[] whole = quantize(weight, Map.of()).scales();
    float[] half = quantize(weight, Map.of("ratio", 0.5)).scales();
    for (int n = 0; n < 3; n++) {
      assertThat(half[n]).isEqualTo(whole[n] / 2);
    }
  }

  /** More columns than one block of them holds, the last block narrower. */
  @Test
  void blocksOfColumnsFitTogether() {
    int outputs = 2500;
    ArrayWeight weight = weight(11, outputs);
    QuantizedWeight together = quantize(weight, Map.of());
    for (int n : new int[] {0, 1023, 1024, 2047, 2048, outputs - 1}) {
      float[] column = new float[11];
      weight.read(0, 11, n, n + 1, column);
      QuantizedWeight alone = quantize(new ArrayWeight("column", 11, 1, column), Map.of());
      for (int k = 0; k < 11; k++) {
        assertThat(together.codes()[k * outputs + n]).isEqualTo(alone.codes()[k]);
      }
      for (int group = 0; group < 2; group++) {
        assertThat(together.scales()[group * outputs + n]).isEqualTo(alone.scales()[group]);
        assertThat(together.zeroPoint(group, n)).isEqualTo(alone.zeroPoint(group, 0));
      }
    }
  }

  @Test
  void sharedScalesAreEqualInAllColumns() {
    QuantizedWeight shared = quantize(weight(16, 2500), Map.of("per_channel", false));

    for (int group = 0; group < 2; group++) {
      float[] scales = Arrays.copyOfRange(shared.scales(), group * 2500, (group + 1) * 2500);
      assertThat(scales).containsOnly(scales[0]);
    }
    assertThat(shared.scales()[0]).isNotEqualTo(shared.scales()[2500]);
  }

  /** One bit: its step fits the first row or the others. */
  @ParameterizedTest
  @CsvSource({"1000, 2", "0.001, 1"})
  void weightedSearchWeighsRowsByTheGramMatrixsDiagonal(float firstWeight, float expectedScale) {
    int inputs = 4;
    float[] gram = new float[inputs * inputs];
    Arrays.fill(gram, 500);
    for (int k = 0; k < inputs; k++) {
      gram[k * inputs + k] = k == 0 ? firstWeight : 1;
    }
    ActivationStatistics statistics =
        ActivationStatistics.ofSums(inputs, 1, Map.of(Statistic.GRAM, gram));
    WeightGroup group =
        new WeightGroup(
            "x",
            List.of(new ArrayWeight("weight", inputs, 1, new float[] {2, 1, 1, 1})),
            statistics);
    QuantScheme oneBit =
        new QuantScheme(1, -1, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

    QuantizedWeight quantized =
        algorithm
            .quantize(group, FixtureContext.of(oneBit, options(Map.of("clip_search", "weighted"))))
            .weights()
            .get(0);

    assertThat(quantized.scales()).containsExactly(expectedScale);
  }

  @Test
  void progressGrowsWithEachWeight() {
    WeightGroup group =
        new WeightGroup(
            "x",
            List.of(weight(8, 1), weight(8, 2), weight(8, 3), weight(8, 4)),
            ActivationStatistics.none(8));
    FixtureContext context = FixtureContext.of(SCHEME, options(Map.of()));

    algorithm.quantize(group, context);

    assertThat(context.reported()).containsExactly(0.25, 0.5, 0.75, 1.0);
  }

  /** The cancellation comes with the second block's check, before anything of it is read. */
  @Test
  void cancellationStopsTheWorkBetweenBlocks() {
    RecordingWeight weight = new RecordingWeight(weight(8, 5000));
    FixtureContext context = FixtureContext.of(SCHEME, options(Map.of())).cancelledAt(2);

    assertThatThrownBy(() -> algorithm.quantize(group(weight), context))
        .isInstanceOf(CancellationException.class);

    assertThat(weight.rectangles()).hasSize(1);
  }

  /** Columns of whole vectors, of no more than the second-level cache holds. */
  @ParameterizedTest
  @CsvSource({"8, 5000, 2048", "100, 1500, 640", "5000, 40, 16"})
  void eachElementIsReadOnceInBlocksThatFitTheCache(int inputs, int outputs, int blockColumns) {
    RecordingWeight weight = new RecordingWeight(weight(inputs, outputs));
    QuantScheme oneGroup =
        new QuantScheme(4, -1, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

    algorithm.quantize(group(weight), FixtureContext.of(oneGroup, options(Map.of())));

    List<RecordingWeight.Rectangle> expected = new ArrayList<>();
    for (int from = 0; from < outputs; from += blockColumns) {
      int to = Math.min(outputs, from + blockColumns);
      expected.add(new RecordingWeight.Rectangle(0, inputs, from, to));
    }
    assertThat(weight.rectangles()).isEqualTo(expected);
  }

  private QuantizedWeight quantize(ArrayWeight weight, Map<String, ?> options) {
    FixtureContext context =
        FixtureContext.of(SCHEME, options(options)).with(Schedule.SEVERAL_THREADS);
    return algorithm.quantize(group(weight), context).weights().get(0);
  }

  private static WeightGroup group(WeightView weight) {
    return new WeightGroup("x", List.of(weight), ActivationStatistics.none(weight.inputFeatures()));
  }

  private OptionValues options(Map<String, ?> written) {
    return OptionValues.of(algorithm.options(), written);
  }

  private static ArrayWeight weight(int inputs, int outputs) {
    Random random = new Random(9);
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new ArrayWeight("weight", inputs, outputs, values);
  }
}
