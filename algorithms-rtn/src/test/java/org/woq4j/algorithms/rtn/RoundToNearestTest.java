package org.woq4j.algorithms.rtn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightGroup;
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
        .isInstanceOf(WoqException.class)
        .hasMessage(
            "clip_search: weighted needs statistics of x, and there are none; "
                + "add a calibration, or choose clip_search: mse");
  }

  @Test
  void ratioLiesAboveZeroAndUpToOne() {
    for (double ratio : new double[] {0, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> options(Map.of("ratio", ratio)))
          .withMessageContaining("above 0 to 1");
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

  private QuantizedWeight quantize(ArrayWeight weight, Map<String, ?> options) {
    WeightGroup group =
        new WeightGroup("x", List.of(weight), ActivationStatistics.none(weight.inputFeatures()));
    FixtureContext context =
        FixtureContext.of(SCHEME, options(options)).with(Schedule.SEVERAL_THREADS);
    return algorithm.quantize(group, context).weights().get(0);
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
