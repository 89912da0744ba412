package org.woq4j.api.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ActivationStatisticsTest {

  private static final Set<Statistic> ALL = EnumSet.allOf(Statistic.class);

  /** Small integers, so that sums of products are exact in any order. */
  private static int[][] activation(int rows, int features, SplittableRandom random) {
    int[][] x = new int[rows][features];
    for (int[] row : x) {
      for (int k = 0; k < features; k++) {
        row[k] = random.nextInt(-20, 21);
      }
    }
    return x;
  }

  /**
   * The statistics of X.
   *
   * @param other X', of the model quantized so far
   */
  private static ActivationStatistics of(int[][] x, int[][] other) {
    int features = x[0].length;
    float[] absolutes = new float[features];
    float[] least = new float[features];
    float[] greatest = new float[features];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
    float[] gram = new float[features * features];
    float[] crossGram = new float[features * features];
    for (int row = 0; row < x.length; row++) {
      for (int i = 0; i < features; i++) {
        absolutes[i] += Math.abs(x[row][i]);
        least[i] = Math.min(least[i], x[row][i]);
        greatest[i] = Math.max(greatest[i], x[row][i]);
        for (int j = 0; j < features; j++) {
          gram[i * features + j] += x[row][i] * x[row][j];
          crossGram[i * features + j] += other[row][i] * x[row][j];
        }
      }
    }
    return ActivationStatistics.ofSums(
        features,
        x.length,
        Map.of(
            Statistic.ABS_MEAN, absolutes,
            Statistic.MIN, least,
            Statistic.MAX, greatest,
            Statistic.GRAM, gram,
            Statistic.CROSS_GRAM, crossGram));
  }

  private static ActivationStatistics of(int[][] x) {
    return of(x, x);
  }

  private static int[][] concatenated(int[][] some, int[][] more) {
    return Stream.of(some, more).flatMap(Arrays::stream).toArray(int[][]::new);
  }

  private static int[][] multiplied(int[][] x, float[] scale) {
    return Arrays.stream(x)
        .map(row -> IntStream.range(0, row.length).map(k -> row[k] * (int) scale[k]).toArray())
        .toArray(int[][]::new);
  }

  private static void assertEqual(ActivationStatistics actual, ActivationStatistics expected) {
    assertThat(actual.features()).isEqualTo(expected.features());
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.gathered()).isEqualTo(expected.gathered());
    assertThat(actual.absMean().orElse(null)).isEqualTo(expected.absMean().orElse(null));
    assertThat(actual.min().orElse(null)).isEqualTo(expected.min().orElse(null));
    assertThat(actual.max().orElse(null)).isEqualTo(expected.max().orElse(null));
    assertThat(actual.gram().orElse(null)).isEqualTo(expected.gram().orElse(null));
    assertThat(actual.crossGram().orElse(null)).isEqualTo(expected.crossGram().orElse(null));
  }

  @Property(tries = 300, seed = "1")
  void partsThatAreAddedAreTheWhole(
      @ForAll @IntRange(min = 1, max = 6) int features,
      @ForAll @IntRange(min = 1, max = 8) int rows,
      @ForAll @IntRange(min = 1, max = 8) int more,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] x = activation(rows, features, random);
    int[][] otherX = activation(rows, features, random);
    int[][] y = activation(more, features, random);
    int[][] otherY = activation(more, features, random);

    ActivationStatistics whole = of(concatenated(x, y), concatenated(otherX, otherY));

    assertEqual(of(x, otherX).plus(of(y, otherY)), whole);
    assertEqual(of(y, otherY).plus(of(x, otherX)), whole);
  }

  /** Powers of two, so that quotients are exact. */
  @Property(tries = 300, seed = "2")
  void dividingTheStatisticsIsDividingTheActivation(
      @ForAll @IntRange(min = 1, max = 6) int features,
      @ForAll @IntRange(min = 1, max = 8) int rows,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] quotient = activation(rows, features, random);
    int[][] other = activation(rows, features, random);
    float[] scale = new float[features];
    for (int k = 0; k < features; k++) {
      scale[k] = 1 << random.nextInt(4);
    }

    ActivationStatistics divided =
        of(multiplied(quotient, scale), multiplied(other, scale)).dividedBy(scale);

    assertEqual(divided, of(quotient, other));
  }

  @Property(tries = 300, seed = "3")
  void someStatisticsAreTheSameArrays(@ForAll Set<Statistic> some) {
    ActivationStatistics all = of(new int[][] {{1, 2}, {-3, 4}});

    ActivationStatistics only = all.only(some);

    assertThat(only.features()).isEqualTo(2);
    assertThat(only.rows()).isEqualTo(2);
    assertThat(only.gathered()).isEqualTo(some);
    only.gram().ifPresent(gram -> assertThat(gram).isSameAs(all.gram().orElseThrow()));
    only.crossGram().ifPresent(gram -> assertThat(gram).isSameAs(all.crossGram().orElseThrow()));
  }

  @Example
  void aStatisticThatWasNotGatheredIsRefused() {
    ActivationStatistics mean = of(new int[][] {{1, 2}}).only(Set.of(Statistic.ABS_MEAN));

    assertThat(mean.gram()).isEmpty();
    assertThat(mean.crossGram()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mean.only(Set.of(Statistic.GRAM)))
        .withMessage("GRAM was not gathered");
  }

  @Example
  void theMeanIsOfTheRowsAndACopy() {
    ActivationStatistics statistics = of(new int[][] {{1, -2}, {-3, 4}});

    statistics.absMean().orElseThrow()[0] = 100;

    assertThat(statistics.absMean()).hasValue(new float[] {2, 3});
  }

  @Example
  void noneHasNoStatistics() {
    ActivationStatistics none = ActivationStatistics.none(3);

    assertThat(none.features()).isEqualTo(3);
    assertThat(none.rows()).isZero();
    assertThat(none.gathered()).isEmpty();
    assertThat(none.absMean()).isEmpty();
    assertThat(none.only(Set.of()).gathered()).isEmpty();
    assertEqual(none.plus(none), none);
    assertEqual(none.dividedBy(new float[] {1, 2, 3}), none);
  }

  @Example
  void eachStatisticHasItsNumberOfElements() {
    for (Statistic statistic : ALL) {
      boolean matrix = statistic == Statistic.GRAM || statistic == Statistic.CROSS_GRAM;
      int elements = matrix ? 9 : 3;
      ActivationStatistics.ofSums(3, 1, Map.of(statistic, new float[elements]));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ActivationStatistics.ofSums(3, 1, Map.of(statistic, new float[elements + 1])))
          .withMessage(statistic + " needs " + elements + " elements, has " + (elements + 1));
    }
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () -> ActivationStatistics.ofSums(1 << 16, 1, Map.of(Statistic.GRAM, new float[0])));
  }

  @Example
  void partsOfDifferentKindsCannotBeAdded() {
    ActivationStatistics two = of(new int[][] {{1, 2}});

    assertThatIllegalArgumentException().isThrownBy(() -> two.plus(of(new int[][] {{1, 2, 3}})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.plus(two.only(Set.of(Statistic.GRAM))));
  }
}
