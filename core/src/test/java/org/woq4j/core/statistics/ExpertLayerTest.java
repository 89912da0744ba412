package org.woq4j.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.HeapModel;
import org.woq4j.core.ReferenceGram;
import org.woq4j.core.Tensors;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Site;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.PlannedStatistics;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;

class ExpertLayerTest {

  private static final int K = 40;
  private static final int PLENTY = 2000;
  private static final Set<Statistic> ALL = EnumSet.allOf(Statistic.class);

  private final Workers workers = new Workers(2);

  @AfterEach
  void stop() {
    workers.close();
  }

  private RowSums sums(float[] values) {
    SiteSums sums =
        new SiteSums(
            new PlannedStatistics(HeapModel.at("s"), K, ALL, Optional.empty()),
            new PlainLinearAlgebra(),
            workers);
    if (values.length > 0) {
      Activation rows = new Activation(new long[] {values.length / K, K}, FloatBuffer.wrap(values));
      sums.add(Site.of("s"), rows, rows, AttentionMask.of(List.of()));
    }
    return sums.sums();
  }

  /** Rows that share a strong part; features differ in magnitude. */
  private static float[] rows(int seed, int count, float size) {
    float[] values = Tensors.normal(seed, count, K);
    float[] common = Tensors.normal(seed + 100, count, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = size * (1 + i % K % 5) * (values[i] + 2 * common[i / K]);
    }
    return values;
  }

  private static double distance(ActivationStatistics statistics, double[] truth, int rows) {
    float[] gram = statistics.gram().orElseThrow();
    double distance = 0;
    for (int i = 0; i < gram.length; i++) {
      distance += Math.pow(gram[i] / (double) statistics.rows() - truth[i] / rows, 2);
    }
    return Math.sqrt(distance);
  }

  private ActivationStatistics alone(float[] values) {
    return ExpertLayer.statistics(List.of(sums(values))).get(0).statistics();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "9, 1", "3, 30", "9, 0.01"})
  void fewRowsAreDrawnTowardThoseOfAllExperts(int count, float size) {
    double[] truth = ReferenceGram.of(rows(3, PLENTY, size), K);
    float[] few = rows(4, count, size);
    List<GatheredStatistics> layer =
        ExpertLayer.statistics(
            List.of(sums(rows(1, PLENTY, 1)), sums(few), sums(rows(2, PLENTY, 1))));

    assertThat(layer.get(1).rows()).isEqualTo(count);
    assertThat(layer.get(1).sharesLayer()).isTrue();
    assertThat(distance(layer.get(1).statistics(), truth, PLENTY))
        .isLessThan(0.9 * distance(alone(few), truth, PLENTY));
  }

  /** Its rows say that it differs from the layer. */
  @Test
  void anExpertOfItsOwnKindIsHardlyDrawn() {
    float[] other = rows(1, PLENTY, 1);
    float[] few = rows(2, 9, 1);
    for (int i = 0; i < few.length; i++) {
      few[i] *= i % K == 7 ? 50 : 1;
    }
    float[] drawn =
        ExpertLayer.statistics(List.of(sums(other), sums(few)))
            .get(1)
            .statistics()
            .gram()
            .orElseThrow();
    float[] own = alone(few).gram().orElseThrow();
    assertThat(drawn[7 * K + 7] / own[7 * K + 7]).isBetween(0.5f, 1.5f);
  }

  @Test
  void anExpertWithoutRowsHasTheStatisticsOfTheLayer() {
    float[] first = rows(1, 50, 1);
    float[] second = rows(2, 30, 2);
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    GatheredStatistics none =
        ExpertLayer.statistics(List.of(sums(first), sums(new float[0]), sums(second))).get(1);

    ActivationStatistics expected = alone(both);
    assertThat(none.rows()).isZero();
    assertThat(none.statistics().rows()).isEqualTo(80);
    assertThat(none.statistics().max().orElseThrow()).isEqualTo(expected.max().orElseThrow());
    float[] gram = none.statistics().gram().orElseThrow();
    for (int i = 0; i < gram.length; i++) {
      assertThat(gram[i] / expected.gram().orElseThrow()[i]).isBetween(1 - 1e-4f, 1 + 1e-4f);
    }
  }

  @Test
  void inALayerWithoutRowsAllInputsAreAlike() {
    ExpertLayer.statistics(List.of(sums(new float[0]), sums(new float[0])))
        .forEach(
            none -> {
              assertThat(none.sharesLayer()).isFalse();
              assertThat(none.statistics().rows()).isEqualTo(1);
              assertThat(none.statistics().gram().orElseThrow()).contains(1, 0).hasSize(K * K);
            });
  }

  /** So an activation that quantization has not changed still leaves a weight unchanged. */
  @Test
  void bothGramMatricesAreDrawnAlike() {
    ActivationStatistics few =
        ExpertLayer.statistics(List.of(sums(rows(1, PLENTY, 1)), sums(rows(2, 5, 1))))
            .get(1)
            .statistics();
    assertThat(few.crossGram().orElseThrow()).isEqualTo(few.gram().orElseThrow());
  }

  @Test
  void otherStatisticsAreDrawnByTheSameShare() {
    float[] one = rows(2, 1, 1);
    ActivationStatistics few =
        ExpertLayer.statistics(List.of(sums(rows(1, PLENTY, 1)), sums(one))).get(1).statistics();
    float[] mean = few.absMean().orElseThrow();
    float[] ofLayer = alone(rows(1, PLENTY, 1)).absMean().orElseThrow();
    // A single row says only how large the activation is.
    for (int k = 0; k < K; k++) {
      assertThat(mean[k] / mean[0] / (ofLayer[k] / ofLayer[0])).isBetween(0.99f, 1.01f);
      assertThat(few.max().orElseThrow()[k]).isGreaterThan(mean[k]);
      assertThat(few.min().orElseThrow()[k]).isLessThan(-mean[k]);
    }
  }

  /** The statistics of experts that enough rows reach are not changed by the others. */
  @Test
  void plentyOfRowsStayAsTheyAre() {
    GatheredStatistics plenty =
        ExpertLayer.statistics(List.of(sums(rows(1, 100, 1)), sums(rows(2, 3, 1)))).get(0);
    assertThat(plenty.sharesLayer()).isFalse();
    assertThat(plenty.statistics().gram().orElseThrow())
        .isEqualTo(alone(rows(1, 100, 1)).gram().orElseThrow());
  }
}
