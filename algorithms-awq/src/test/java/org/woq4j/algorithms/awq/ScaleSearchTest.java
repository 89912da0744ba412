package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;

class ScaleSearchTest {

  private static final int INPUTS = 140;

  /** Rows of more than one block, a group that is not whole; all columns are tried. */
  private final WeightGroup group =
      Fixtures.group(INPUTS, Fixtures.statistics(Fixtures.magnitudes(INPUTS)), 250, 3);

  @ParameterizedTest
  @CsvSource({
    "4, 32, ASYMMETRIC, INTEGER",
    "3, -1, ASYMMETRIC, INTEGER",
    "4, 16, SYMMETRIC_FULL, NONE",
    "2, 64, SYMMETRIC_CENTERED, NONE"
  })
  void findsWhatASlowSearchFinds(int bits, int groupSize, Symmetry symmetry, ZeroPoint zeroPoint) {
    QuantScheme scheme = new QuantScheme(bits, groupSize, symmetry, zeroPoint, ElementType.FLOAT32);

    double[] losses = losses(scheme, Schedule.IN_ORDER, done -> {});

    List<Double> slow = SlowSearch.losses(group, scheme);
    assertThat(losses).hasSize(slow.size());
    int best = 0;
    for (int i = 0; i < losses.length; i++) {
      assertThat(losses[i]).as("candidate %d", i).isCloseTo(slow.get(i), within(slow.get(i)));
      best = losses[i] < losses[best] ? i : best;
    }
    assertThat(best).isEqualTo(slow.indexOf(Collections.min(slow))).isPositive();
    float[] found = search(group, scheme, Schedule.IN_ORDER).best(done -> {}).orElseThrow();
    assertThat(losses[indexOf(found, scheme)]).isLessThan(1.03 * losses[best]);
  }

  @Test
  void lossesHaveTheSameBitsInAnyOrder() {
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT16);
    double[] inOrder = losses(scheme, Schedule.IN_ORDER, done -> {});
    for (Schedule schedule : List.of(Schedule.REVERSED, Schedule.SEVERAL_THREADS)) {
      assertThat(losses(scheme, schedule, done -> {})).isEqualTo(inOrder);
    }
  }

  @Test
  void aSampleOfManyColumnsEstimatesTheLossesOfAll() {
    WeightGroup wide =
        Fixtures.group(INPUTS, Fixtures.statistics(Fixtures.magnitudes(INPUTS)), 900, 300);
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

    double[] losses = losses(wide, scheme, Schedule.IN_ORDER, done -> {});

    List<Double> slow = SlowSearch.losses(wide, scheme);
    for (int i = 0; i < losses.length; i++) {
      assertThat(losses[i] / slow.get(i)).as("candidate %d", i).isBetween(0.9, 1.1);
    }
  }

  @Test
  void progressIsTheShareOfCandidatesThatWereTried() {
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    List<Double> reported = new ArrayList<>();

    losses(scheme, Schedule.IN_ORDER, reported::add);

    assertThat(reported).hasSize(40).isSorted().startsWith(1 / 40.0).endsWith(1.0);
  }

  private double[] losses(QuantScheme scheme, Schedule schedule, DoubleConsumer progress) {
    return losses(group, scheme, schedule, progress);
  }

  private static double[] losses(
      WeightGroup group, QuantScheme scheme, Schedule schedule, DoubleConsumer progress) {
    double[] losses = new double[2 * ScaleCandidates.EXPONENTS];
    int[] all = IntStream.range(0, losses.length).toArray();
    search(group, scheme, schedule).tryOut(all, losses, progress);
    return losses;
  }

  private int indexOf(float[] scale, QuantScheme scheme) {
    List<float[]> candidates = candidates(group, scheme);
    return IntStream.range(0, candidates.size())
        .filter(i -> Arrays.equals(candidates.get(i), scale))
        .findFirst()
        .orElseThrow();
  }

  private static ScaleSearch search(WeightGroup group, QuantScheme scheme, Schedule schedule) {
    FixtureContext context =
        FixtureContext.of(scheme, OptionValues.none())
            .with(new PlainLinearAlgebra())
            .with(schedule);
    return new ScaleSearch(
        group,
        context,
        candidates(group, scheme),
        new ActivationError(group, context, new double[INPUTS]));
  }

  private static List<float[]> candidates(WeightGroup group, QuantScheme scheme) {
    return ScaleCandidates.of(
        group.statistics().absMean().orElseThrow(),
        ChannelMagnitude.of(group.weights(), scheme.groupRows(INPUTS)),
        scheme.scaleType());
  }

  private static Offset<Double> within(double loss) {
    return Offset.offset(1e-5 * loss);
  }
}
