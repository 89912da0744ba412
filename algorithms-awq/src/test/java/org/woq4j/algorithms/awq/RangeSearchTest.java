package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.math.FloatMatrix;
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

class RangeSearchTest {

  /** Two groups, the second smaller, and three blocks of columns, the last narrower. */
  private static final int GROUP_SIZE = 128;

  private static final int BLOCK_COLUMNS = 128;
  private static final int INPUTS = 140;
  private static final int OUTPUTS = 300;

  private final ArrayWeight weight = Fixtures.weight(INPUTS, OUTPUTS, 5);
  private final FloatMatrix gram = gram(INPUTS);
  private final FixtureContext context =
      FixtureContext.of(
          new QuantScheme(
              4, GROUP_SIZE, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32),
          OptionValues.none());

  @ParameterizedTest
  @EnumSource
  void eachColumnIsClippedAsIfItWereTheOnlyOne(Schedule schedule) {
    WeightView clipped = RangeSearch.clip(weight, gram, context.with(schedule));

    assertThat(clipped.name()).isEqualTo(weight.name());
    assertThat(clipped.readAll()).isNotEqualTo(weight.readAll());
    for (int n : new int[] {0, 1, BLOCK_COLUMNS - 1, BLOCK_COLUMNS, 255, 256, OUTPUTS - 1}) {
      WeightView column = RangeSearch.clip(weight.columns(n, n + 1), gram, context);
      assertThat(clipped.columns(n, n + 1).readAll()).isEqualTo(column.readAll());
    }
  }

  @Test
  void onlyExtremesOfAGroupAreClippedAndAllToOneValue() {
    float[] original = weight.columns(7, 8).readAll();
    float[] clipped = RangeSearch.clip(weight.columns(7, 8), gram, context).readAll();

    for (int first = 0; first < INPUTS; first += GROUP_SIZE) {
      int end = Math.min(INPUTS, first + GROUP_SIZE);
      float[] group = Arrays.copyOfRange(clipped, first, end);
      Arrays.sort(group);
      for (int k = first; k < end; k++) {
        float kept = Math.min(Math.max(original[k], group[0]), group[group.length - 1]);
        assertThat(clipped[k]).isEqualTo(kept);
      }
    }
  }

  /** Whatever earlier groups have done to the column. */
  @ParameterizedTest
  @ValueSource(ints = {32, 64, 90})
  void noOtherShareOfTheLastGroupIsBetter(int inputs) {
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    FixtureContext context = FixtureContext.of(scheme, OptionValues.none());
    for (int seed = 0; seed < 20; seed++) {
      ArrayWeight column = Fixtures.weight(inputs, 1, seed);
      ClippedWeight chosen = (ClippedWeight) RangeSearch.clip(column, gram(inputs), context);
      double loss = loss(column, chosen, context);
      int last = chosen.least().length - 1;
      float[] rows = Arrays.copyOfRange(column.values(), last * 32, inputs);
      Arrays.sort(rows);
      for (int i = 0; i < 40; i++) {
        float share = (float) (1 - 0.5 * i / 39);
        float[] least = chosen.least().clone();
        float[] greatest = chosen.greatest().clone();
        least[last] = Math.min(0, rows[0]) * share;
        greatest[last] = Math.max(0, rows[rows.length - 1]) * share;
        ClippedWeight other = new ClippedWeight(column, 32, least, greatest);
        assertThat(loss).isLessThanOrEqualTo(loss(column, other, context) * (1 + 1e-4));
      }
    }
  }

  private static double loss(WeightView column, WeightView clipped, FixtureContext context) {
    WeightGroup group =
        new WeightGroup("x", List.of(clipped), ActivationStatistics.none(clipped.inputFeatures()));
    RoundToNearest rounding = new RoundToNearest();
    OptionValues plain = OptionValues.of(rounding.options(), Map.of());
    QuantizedWeight rounded =
        rounding.quantize(group, FixtureContext.of(context.scheme(), plain)).weights().get(0);
    float[] ones = new float[clipped.inputFeatures()];
    Arrays.fill(ones, 1);
    return SlowSearch.loss(gram(ones.length).data(), column, rounded, ones);
  }

  private static FloatMatrix gram(int inputs) {
    float[] gram = Fixtures.statistics(Fixtures.magnitudes(inputs)).gram().orElseThrow();
    return FloatMatrix.of(gram, inputs, inputs);
  }

  @Test
  void cancellationStopsTheSearchBeforeAnyBlock() {
    for (int check = 0; check <= 3; check++) {
      FixtureContext cancelled = context.cancelledAt(check);
      assertThatThrownBy(() -> RangeSearch.clip(weight, gram, cancelled))
          .isInstanceOf(CancellationException.class);
    }
  }
}
