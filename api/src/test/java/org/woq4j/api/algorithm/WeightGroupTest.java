package org.woq4j.api.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.weight.ArrayWeight;
import org.woq4j.api.weight.WeightView;

class WeightGroupTest {

  private static final ActivationStatistics STATISTICS =
      ActivationStatistics.ofSums(2, 4, Map.of(Statistic.ABS_MEAN, new float[] {8, 12}));

  private final ArrayWeight query = ArrayWeight.random(2, 3, 1);
  private final ArrayWeight key = ArrayWeight.random(2, 1, 2);

  @Test
  void itHasItsParts() {
    List<WeightView> weights = new ArrayList<>(List.of(query, key));

    WeightGroup group = new WeightGroup("x", weights, STATISTICS);
    weights.clear();

    assertThat(group.site()).isEqualTo("x");
    assertThat(group.weights()).containsExactly(query, key);
    assertThat(group.inputFeatures()).isEqualTo(2);
    assertThat(group.statistics()).isSameAs(STATISTICS);
  }

  @Test
  void itsWeightsHaveTheSameInputFeatures() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new WeightGroup("x", List.of(query, ArrayWeight.random(3, 3, 1)), STATISTICS))
        .withMessageContaining("the weights at x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightGroup("x", List.of(), STATISTICS));
  }

  @Test
  void otherStatisticsLeaveTheWeightsAsTheyAre() {
    WeightGroup other =
        new WeightGroup("x", List.of(query, key), STATISTICS)
            .withStatistics(ActivationStatistics.none(2));

    assertThat(other.site()).isEqualTo("x");
    assertThat(other.weights()).containsExactly(query, key);
    assertThat(other.statistics().gathered()).isEmpty();
  }

  /** Weights are multiplied by the scale, the activation is divided by it. */
  @Test
  void scalingMultipliesTheWeightsAndDividesTheActivation() {
    float[] scale = {2, 0.5f};

    WeightGroup scaled = new WeightGroup("x", List.of(query, key), STATISTICS).scaled(scale);

    assertThat(scaled.site()).isEqualTo("x");
    assertThat(scaled.weights())
        .extracting(WeightView::readAll)
        .containsExactly(query.scaled(scale).readAll(), key.scaled(scale).readAll());
    assertThat(scaled.statistics().absMean()).hasValue(new float[] {1, 6});
  }
}
