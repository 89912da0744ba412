package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.SeededActivations;
import org.woq4j.tck.fixture.SeededGroups;

/** The wrapper finds at the first call the faults that the contract finds in the same classes. */
class AssertingAlgorithmTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  @Test
  void isStoppedByAScaleThatIsNotANumber() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.NanScale().provider(), -1)
        .hasMessageContaining("NaN");
  }

  @Test
  void isStoppedByACodeOutOfRange() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.CodeOutOfRange().provider(), -1)
        .hasMessageContaining("code 0 is 255, above 15");
  }

  @Test
  void isStoppedByAWriteToStatistics() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.WritesToStatistics().provider(), -1)
        .hasMessageContaining("statistics");
  }

  @Test
  void isStoppedBySwallowingACancellation() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.SwallowsCancellation().provider(), 0)
        .hasMessageContaining("swallowed");
  }

  @Test
  void isStoppedByTasksThatStartTasks() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.NestedTasks().provider(), -1)
        .hasMessageContaining("a task of forEach called forEach");
  }

  @Test
  void isStoppedByNeedsThatChange() {
    WeightOnlyAlgorithm broken = new WeightOnlyAlgorithmContractTest.ChangingNeeds().provider();
    assertThatThrownBy(() -> new AssertingAlgorithm(broken).needs(OptionValues.none()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void isStoppedByOfferingFewerBits() {
    WeightOnlyAlgorithm broken = new WeightOnlyAlgorithmContractTest.FewerBits().provider();
    assertThatThrownBy(() -> new AssertingAlgorithm(broken).schemes(SCHEME, OptionValues.none()))
        .isInstanceOf(AssertionError.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertQuantizing(
      WeightOnlyAlgorithm broken, int cancelledAt) {
    SeededGroups.Sample sample = SeededGroups.all().get(0);
    WeightGroup group =
        new WeightGroup(
            "site",
            sample.weights(),
            SeededActivations.statistics(
                sample.weights().get(0).inputFeatures(), Set.of(Statistic.GRAM)));
    FixtureContext context =
        FixtureContext.of(SCHEME, OptionValues.none()).cancelledAt(cancelledAt);
    return assertThatThrownBy(() -> new AssertingAlgorithm(broken).quantize(group, context))
        .isInstanceOf(AssertionError.class);
  }
}
