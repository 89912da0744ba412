package org.woq4j.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.WoqException;
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

class SiteSumsTest {

  private static final Set<Statistic> BOTH = Set.of(Statistic.ABS_MEAN, Statistic.GRAM);
  private static final AttentionMask NO_MASK = AttentionMask.of(List.of());

  private final Workers workers = new Workers(2);

  @AfterEach
  void stop() {
    workers.close();
  }

  private static SiteSums sums(int features, Set<Statistic> statistics, Workers on) {
    return new SiteSums(
        new PlannedStatistics(HeapModel.at("s"), features, statistics, Optional.empty()),
        new PlainLinearAlgebra(),
        on);
  }

  private static Activation rows(float[] values, int features) {
    return new Activation(
        new long[] {values.length / features, features}, FloatBuffer.wrap(values));
  }

  private static void add(SiteSums sums, Activation activation, AttentionMask mask) {
    add("s", sums, activation, mask);
  }

  private static void add(String site, SiteSums sums, Activation activation, AttentionMask mask) {
    sums.add(Site.of(site), activation, activation, mask);
  }

  private static ActivationStatistics statistics(SiteSums sums) {
    RowSums rows = sums.sums();
    rows.shrink();
    return rows.statistics();
  }

  /** Adds batches of the given numbers of rows. */
  private static ActivationStatistics gather(
      float[] values, int features, Workers on, int... batches) {
    SiteSums sums = sums(features, BOTH, on);
    int from = 0;
    for (int rows : batches) {
      int to = from + rows * features;
      add(sums, rows(Arrays.copyOfRange(values, from, to), features), NO_MASK);
      from = to;
    }
    return statistics(sums);
  }

  /** The largest difference of two Gram matrices, each by the root of its diagonal elements. */
  private static double difference(float[] gram, double[] expected, int features) {
    double largest = 0;
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        double norm = Math.sqrt(expected[i * features + i] * expected[j * features + j]);
        double apart = Math.abs(gram[i * features + j] - expected[i * features + j]);
        largest = Math.max(largest, apart / norm);
      }
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "5, 3", "2100, 5", "40, 256", "30, 257", "70, 600"})
  void sumsAreThoseOfFloat64(int rows, int features) {
    float[] values = Tensors.normal(rows, rows, features);
    ActivationStatistics gathered = gather(values, features, workers, rows);

    assertThat(gathered.rows()).isEqualTo(rows);
    float[] gram = gathered.gram().orElseThrow();
    assertThat(difference(gram, ReferenceGram.shrunk(values, features), features)).isLessThan(1e-6);
    for (int k = 0; k < features; k++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += Math.abs(values[row * features + k]);
      }
      float mean = gathered.absMean().orElseThrow()[k];
      assertThat(mean / (sum / rows)).isBetween(1 - 2e-7, 1 + 2e-7);
      for (int j = 0; j < k; j++) {
        assertThat(gram[k * features + j]).isEqualTo(gram[j * features + k]);
      }
    }
  }

  /** So nothing is known of how features go together, nor of how their magnitudes differ. */
  @Test
  void theGramMatrixOfOneRowIsTheMeanOfItsDiagonal() {
    float[] gram = gather(new float[] {3, 1, -2, 0}, 4, workers, 1).gram().orElseThrow();
    for (int i = 0; i < gram.length; i++) {
      assertThat(gram[i]).isEqualTo(i % 5 == 0 ? 14 / 4f : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 24, 100})
  void aShrunkGramMatrixIsNearerToThatOfAllData(int rows) {
    int features = 40;
    int all = 20_000;
    float[] values = correlated(all, features);
    double[] truth = ReferenceGram.of(values, features);
    float[] few = Arrays.copyOf(values, rows * features);
    double[] plain = ReferenceGram.of(few, features);
    float[] gathered = gather(few, features, workers, rows).gram().orElseThrow();

    double shrunk = 0;
    double unchanged = 0;
    for (int i = 0; i < truth.length; i++) {
      shrunk += Math.pow(gathered[i] / (double) rows - truth[i] / all, 2);
      unchanged += Math.pow(plain[i] / rows - truth[i] / all, 2);
    }
    assertThat(shrunk).isLessThan(0.9 * unchanged);
  }

  /** Each feature has a noise of its own beside a part that all share. */
  private static float[] correlated(int rows, int features) {
    float[] values = Tensors.normal(7, rows, features);
    float[] common = Tensors.normal(8, rows, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.5f * common[i / features];
    }
    return values;
  }

  @Test
  void errorDoesNotGrowWithTheNumberOfBatches() {
    int rows = 20_000;
    float[] values = new float[rows];
    Arrays.fill(values, 1.1f);
    int[] batches = new int[rows];
    Arrays.fill(batches, 1);

    float gram = gather(values, 1, workers, batches).gram().orElseThrow()[0];
    assertThat(gram / (rows * (double) (1.1f * 1.1f))).isBetween(1 - 1e-7, 1 + 1e-7);
  }

  @Test
  void bitsDoNotDependOnTheThreads() {
    float[] values = Tensors.normal(4, 1500, 530);
    try (Workers one = new Workers(1);
        Workers five = new Workers(5)) {
      ActivationStatistics single = gather(values, 530, one, 1100, 400);
      ActivationStatistics together = gather(values, 530, five, 1100, 400);
      assertThat(together.gram().orElseThrow()).isEqualTo(single.gram().orElseThrow());
      assertThat(together.absMean().orElseThrow()).isEqualTo(single.absMean().orElseThrow());
    }
  }

  @Test
  void paddingDoesNotCountInEitherForm() {
    AttentionMask mask =
        AttentionMask.of(
            List.of(Tensors.longs("attention_mask", new long[] {2, 3}, 1, 1, 0, 0, 1, 0)));
    float[] values = Tensors.normal(5, 6, 4);
    float[] counted = new float[12];
    System.arraycopy(values, 0, counted, 0, 8);
    System.arraycopy(values, 16, counted, 8, 4);
    Arrays.fill(values, 8, 12, Float.NaN);
    float[] expected = gather(counted, 4, workers, 3).gram().orElseThrow();

    for (long[] shape : new long[][] {{2, 3, 4}, {6, 4}}) {
      SiteSums sums = sums(4, BOTH, workers);
      add(sums, new Activation(shape, FloatBuffer.wrap(values)), mask);
      assertThat(sums.rows()).isEqualTo(3);
      assertThat(sums.hiddenRows()).isEqualTo(3);
      assertThat(statistics(sums).gram().orElseThrow()).isEqualTo(expected);
    }
  }

  /** An operator that takes a range from a whole tensor takes it from padding, too. */
  @Test
  void leastAndGreatestAreThoseOfAllRowsPaddingIncluded() {
    AttentionMask mask =
        AttentionMask.of(List.of(Tensors.longs("attention_mask", new long[] {1, 3}, 1, 1, 0)));
    SiteSums sums = sums(2, Set.of(Statistic.MIN, Statistic.MAX), workers);
    add(sums, rows(new float[] {1, -2, 3, 5}, 2), NO_MASK);
    add(
        sums,
        new Activation(new long[] {1, 3, 2}, FloatBuffer.wrap(new float[] {2, -4, 0.5f, 0, -9, 9})),
        mask);

    ActivationStatistics statistics = statistics(sums);
    assertThat(statistics.gathered()).containsExactlyInAnyOrder(Statistic.MIN, Statistic.MAX);
    assertThat(statistics.rows()).isEqualTo(4);
    assertThat(statistics.min().orElseThrow()).containsExactly(-9, -4);
    assertThat(statistics.max().orElseThrow()).containsExactly(3, 9);
  }

  @Test
  void anyOtherShapeCountsWhole() {
    AttentionMask mask =
        AttentionMask.of(
            List.of(Tensors.longs("attention_mask", new long[] {2, 3}, 1, 1, 0, 0, 1, 0)));
    for (long[] shape : new long[][] {{3, 2, 4}, {1, 6, 4}, {2, 3, 1, 4}, {5, 4}}) {
      SiteSums sums = sums(4, BOTH, workers);
      int rows = (int) Arrays.stream(shape).limit(shape.length - 1).reduce(1, (a, b) -> a * b);
      add(sums, new Activation(shape, FloatBuffer.wrap(new float[rows * 4])), mask);
      assertThat(sums.rows()).isEqualTo(rows);
      assertThat(sums.hiddenRows()).isZero();
    }
  }

  @Test
  void onlyWhatIsNeededIsGathered() {
    SiteSums sums = sums(3, Set.of(Statistic.ABS_MEAN), workers);
    add(sums, rows(new float[] {1, -2, 3}, 3), NO_MASK);

    assertThat(statistics(sums).gathered()).containsExactly(Statistic.ABS_MEAN);
    assertThat(statistics(sums).absMean().orElseThrow()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void anElementThatIsNotFiniteIsNamed(float element) {
    SiteSums sums = sums(3, BOTH, workers);
    float[] values = new float[12];
    values[7] = element;

    assertThatThrownBy(() -> add("layer/out", sums, rows(values, 3), NO_MASK))
        .isInstanceOf(WoqException.class)
        .hasMessageStartingWith("the activation layer/out is " + element + " at row 2, feature 1;");
  }

  @Test
  void sumsThatFloat32CannotHoldAreAnError() {
    SiteSums sums = sums(2, BOTH, workers);
    add(sums, rows(new float[] {1e30f, 1}, 2), NO_MASK);

    assertThatThrownBy(sums::sums)
        .hasMessageContaining("the sums of squares of the activation s overflow float32");
  }

  /** x [2, 3, 2, 4]: each of three matrices is multiplied by four rows. */
  @Test
  void aMatrixOfABatchHasTheRowsThatItIsMultipliedBy() {
    float[] values = Tensors.normal(9, 12, 4);
    float[] ofSecond = new float[16];
    System.arraycopy(values, 8, ofSecond, 0, 8);
    System.arraycopy(values, 32, ofSecond, 8, 8);
    SiteSums sums =
        new SiteSums(
            new PlannedStatistics(HeapModel.at("s").ofMatrix(1), 4, BOTH, Optional.empty()),
            new PlainLinearAlgebra(),
            workers);
    add(sums, new Activation(new long[] {2, 3, 2, 4}, FloatBuffer.wrap(values)), NO_MASK);

    assertThat(sums.rows()).isEqualTo(4);
    assertThat(statistics(sums).gram().orElseThrow())
        .isEqualTo(gather(ofSecond, 4, workers, 4).gram().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anActivationWithoutTheBatchFeedsEachMatrixWhole(int rank) {
    long[] shape = rank == 1 ? new long[] {4, 2} : new long[] {1, 4, 2};
    SiteSums sums =
        new SiteSums(
            new PlannedStatistics(HeapModel.at("s").ofMatrix(2), 2, BOTH, Optional.empty()),
            new PlainLinearAlgebra(),
            workers);
    add(sums, new Activation(shape, FloatBuffer.wrap(new float[8])), NO_MASK);
    assertThat(sums.rows()).isEqualTo(4);
  }

  @Test
  void paddingOnlyIsAnError() {
    SiteSums sums = sums(2, BOTH, workers);
    AttentionMask mask =
        AttentionMask.of(List.of(Tensors.longs("attention_mask", new long[] {1, 2}, 0, 0)));
    add(sums, new Activation(new long[] {1, 2, 2}, FloatBuffer.wrap(new float[4])), mask);

    assertThatThrownBy(sums::sums)
        .hasMessageStartingWith("the calibration data has no row for the activation s;");
  }

  @Test
  void anActivationThatNoRowReachesHasStatisticsOfNoRow() {
    assertThat(sums(2, BOTH, workers).sums().rows()).isZero();
  }

  @Test
  void aWrongNumberOfFeaturesIsAnError() {
    assertThatThrownBy(() -> add(sums(2, BOTH, workers), rows(new float[9], 3), NO_MASK))
        .hasMessageStartingWith("the activation s has 3 features, but its weights have 2;");
  }

  @Test
  void crossGramIsOfTheDriftedAndTheOriginalActivation() {
    int features = 5;
    float[] original = Tensors.normal(1, 40, features);
    float[] drifted = Tensors.normal(2, 40, features);
    for (int i = 0; i < drifted.length; i++) {
      drifted[i] = original[i] + drifted[i] / 100;
    }
    SiteSums sums = sums(features, Set.of(Statistic.GRAM, Statistic.CROSS_GRAM), workers);
    sums.add(Site.of("s"), rows(drifted, features), rows(original, features), NO_MASK);

    ActivationStatistics statistics = statistics(sums);
    float[] gram = statistics.gram().orElseThrow();
    float[] cross = statistics.crossGram().orElseThrow();
    double kept = gram[1] / ReferenceGram.of(drifted, features)[1];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        double difference = 0;
        for (int row = 0; row < 40; row++) {
          int at = row * features;
          difference += (double) drifted[at + i] * (original[at + j] - drifted[at + j]);
        }
        float expected = (float) (gram[i * features + j] + kept * difference);
        assertThat(cross[i * features + j]).isCloseTo(expected, within(1e-4f));
      }
    }
  }

  @Test
  void crossGramOfAnActivationWithItselfIsTheGramMatrix() {
    SiteSums sums = sums(3, Set.of(Statistic.GRAM, Statistic.CROSS_GRAM), workers);
    add(sums, rows(Tensors.normal(1, 9, 3), 3), NO_MASK);

    ActivationStatistics statistics = statistics(sums);
    assertThat(statistics.crossGram().orElseThrow())
        .containsExactly(statistics.gram().orElseThrow());
  }
}
