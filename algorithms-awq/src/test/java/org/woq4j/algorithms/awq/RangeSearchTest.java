package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.ArrayWeight;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;

class RangeSearchTest {

  /** Two groups, the second smaller, and three blocks of columns, the last narrower. */
  private static final int GROUP_SIZE = 128;

  private static final int BLOCK_COLUMNS = 512;
  private static final int INPUTS = 140;
  private static final int OUTPUTS = 1100;

  private final ArrayWeight weight = Fixtures.weight(INPUTS, OUTPUTS, 5);
  private final float[] importance = Fixtures.magnitudes(INPUTS);
  private final FixtureContext context =
      FixtureContext.of(
          new QuantScheme(
              4, GROUP_SIZE, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32),
          OptionValues.none());

  @ParameterizedTest
  @EnumSource
  void eachColumnIsClippedAsIfItWereTheOnlyOne(Schedule schedule) {
    WeightView clipped = RangeSearch.clip(weight, importance, context.with(schedule));

    assertThat(clipped.name()).isEqualTo(weight.name());
    assertThat(clipped.readAll()).isNotEqualTo(weight.readAll());
    for (int n : new int[] {0, 1, BLOCK_COLUMNS - 1, BLOCK_COLUMNS, 1023, 1024, OUTPUTS - 1}) {
      WeightView column = RangeSearch.clip(weight.columns(n, n + 1), importance, context);
      assertThat(clipped.columns(n, n + 1).readAll()).isEqualTo(column.readAll());
    }
  }

  @Test
  void onlyExtremesOfAGroupAreClippedAndAllToOneValue() {
    float[] original = weight.columns(7, 8).readAll();
    float[] clipped = RangeSearch.clip(weight.columns(7, 8), importance, context).readAll();

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

  @Test
  void cancellationStopsTheSearchBeforeAnyBlock() {
    for (int check = 0; check <= 3; check++) {
      FixtureContext cancelled = context.cancelledAt(check);
      assertThatThrownBy(() -> RangeSearch.clip(weight, importance, cancelled))
          .isInstanceOf(CancellationException.class);
    }
  }
}
