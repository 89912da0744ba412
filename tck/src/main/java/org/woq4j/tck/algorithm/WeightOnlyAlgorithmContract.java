package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.tck.fixture.Bits;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;
import org.woq4j.tck.fixture.SeededActivations;
import org.woq4j.tck.fixture.SeededSchemes;
import org.woq4j.tck.fixture.TextbookLinearAlgebra;
import org.woq4j.tck.provider.ProviderContract;

/**
 * The contract of an algorithm, rules 1.x and 2.x of docs/spi-contract.md. A subclass returns the
 * algorithm, and overrides the methods that differ:
 *
 * <pre>{@code
 * class MyAlgorithmContractTest extends WeightOnlyAlgorithmContract {
 *   @Override
 *   protected WeightOnlyAlgorithm provider() {
 *     return new MyAlgorithm();
 *   }
 * }
 * }</pre>
 */
public abstract class WeightOnlyAlgorithmContract extends ProviderContract<WeightOnlyAlgorithm> {

  /** Called by JUnit, through a subclass. */
  protected WeightOnlyAlgorithmContract() {
    super(WeightOnlyAlgorithm.class, WeightOnlyAlgorithm::id, WeightOnlyAlgorithm::options);
  }

  /**
   * {@return the schemes that recipes ask for; the algorithm is tested with those that it then
   * offers}
   */
  protected List<QuantScheme> requestedSchemes() {
    return SeededSchemes.all();
  }

  /**
   * {@return whether to test with a scheme that the algorithm offers; by default with each}
   *
   * @param offered the scheme
   * @param options the algorithm's options
   */
  protected boolean accepts(QuantScheme offered, OptionValues options) {
    return true;
  }

  /** {@return algorithms that options refer to} */
  protected List<WeightOnlyAlgorithm> delegates() {
    return List.of();
  }

  /** {@return the linear algebra to test with; by default slow and plain} */
  protected LinearAlgebra linearAlgebra() {
    return new TextbookLinearAlgebra();
  }

  /**
   * {@return the largest ‖W − Ŵ‖ / ‖W‖ that is sane (of outputs where the Gram matrix was asked
   * for)} A weight of only zeros would have 1.
   *
   * @param scheme the scheme of the result
   * @param options the algorithm's options
   */
  protected double largestRelativeError(QuantScheme scheme, OptionValues options) {
    return scheme.bits() == 8 ? 0.02 : 2;
  }

  @Test
  void required_2_1_needsIsAPureFunction() {
    for (OptionValues options : validatedOptions()) {
      WeightOnlyAlgorithm algorithm = provider();
      Set<Statistic> needs = Set.copyOf(algorithm.needs(options));
      assertThat(algorithm.needs(options)).as("%s", options).isEqualTo(needs);
      assertThat(provider().needs(options)).as("%s", options).isEqualTo(needs);
    }
  }

  @Test
  void required_2_2_schemesKeepBitsGroupSizeAndScaleType() {
    for (OptionValues options : validatedOptions()) {
      for (QuantScheme requested : requestedSchemes()) {
        List<QuantScheme> offered = List.copyOf(provider().schemes(requested, options));
        AlgorithmRules.schemes(requested + ", " + options, requested, offered);
        assertThat(provider().schemes(requested, options)).isEqualTo(offered);
      }
    }
  }

  @Test
  void required_2_3_oneWeightPerInputOfItsShapeAndScheme() {
    checkEachResult(
        (one, result) ->
            AlgorithmRules.oneWeightPerInput(one.toString(), one.group(), one.scheme(), result));
  }

  @Test
  void required_2_4_arraysHaveTheirLengths() {
    checkEachResult((one, result) -> AlgorithmRules.arrayLengths(one.toString(), result));
  }

  @Test
  void required_2_5_codesStayInRange() {
    checkEachResult((one, result) -> AlgorithmRules.codesInRange(one.toString(), result));
  }

  @Test
  void required_2_6_scalesAreFiniteNonzeroAndRepresentable() {
    checkEachResult((one, result) -> AlgorithmRules.scales(one.toString(), result));
  }

  @Test
  void required_2_7_zeroPointsFollowTheForm() {
    checkEachResult((one, result) -> AlgorithmRules.zeroPoints(one.toString(), result));
  }

  @Test
  void required_2_8_inputScaleIsFiniteAndPositive() {
    checkEachResult(
        (one, result) -> AlgorithmRules.inputScale(one.toString(), one.group(), result));
  }

  @Test
  void required_2_9_notesAreSentences() {
    checkEachResult((one, result) -> AlgorithmRules.notes(one.toString(), result));
  }

  @Test
  void required_2_10_errorIsSane() {
    for (AlgorithmCase one : cases()) {
      QuantizedGroup result = runs().wellFormed(one);
      double bound = largestRelativeError(one.scheme(), one.options());
      assertThat(Reconstruction.relativeError(one.group(), result))
          .as("%s: relative error", one)
          .isLessThanOrEqualTo(one.ordinary() ? bound : Math.max(2, bound));
    }
  }

  @Test
  void required_2_11_inputsAreLeftAsTheyWere() {
    for (AlgorithmCase one : cases()) {
      Bits statistics = Bits.of(one.group().statistics());
      runs().quantize(one);
      Bits.of(one.group().statistics()).assertSameAs(statistics, one + ": statistics");
    }
  }

  @Test
  void required_2_12_sameBitsTwice() {
    for (AlgorithmCase one : cases()) {
      Bits.of(runs().quantize(one)).assertSameAs(Bits.of(runs().quantize(one)), one.toString());
    }
  }

  @Test
  void required_2_13_sameBitsInAnyOrderAndOnSeveralThreads() {
    for (AlgorithmCase one : cases()) {
      Bits inOrder = runs().repeatable(one);
      for (Schedule schedule : List.of(Schedule.REVERSED, Schedule.SEVERAL_THREADS)) {
        QuantizedGroup result =
            AlgorithmRuns.quantize(provider(), one, runs().context(one).with(schedule));
        Bits.of(result).assertSameAs(inOrder, one + ", " + schedule);
      }
    }
  }

  @Test
  void required_2_14_noStateLeaksBetweenCalls() {
    for (List<AlgorithmCase> pair : AlgorithmCases.pairs(cases())) {
      AlgorithmCase one = pair.get(0);
      AlgorithmCase other = pair.get(1);
      Bits fresh = runs().repeatable(one);
      Bits freshOther = runs().repeatable(other);
      WeightOnlyAlgorithm algorithm = provider();
      QuantizedGroup first = AlgorithmRuns.quantize(algorithm, one, runs().context(one));
      QuantizedGroup second = AlgorithmRuns.quantize(algorithm, other, runs().context(other));
      QuantizedGroup third = AlgorithmRuns.quantize(algorithm, one, runs().context(one));
      Bits.of(second).assertSameAs(freshOther, other + " after " + one);
      Bits.of(third).assertSameAs(fresh, one + " after " + other);
      Bits.of(first).assertSameAs(fresh, one + ": the result that was handed over earlier");
    }
  }

  @Test
  void required_2_15_callsAtOnceDoNotDisturbEachOther() {
    for (List<AlgorithmCase> pair : AlgorithmCases.pairs(cases())) {
      List<Bits> single = pair.stream().map(runs()::repeatable).toList();
      WeightOnlyAlgorithm algorithm = provider();
      assumeTrue(runs().sameInTurn(algorithm, pair, single), "state leaks between calls");
      Bits[] together = runs().atOnce(algorithm, pair);
      for (int i = 0; i < together.length; i++) {
        together[i].assertSameAs(single.get(i), pair.get(i) + " at the same time as another");
      }
    }
  }

  @Test
  void required_2_16_cancellationStopsTheWork() {
    for (AlgorithmCase one : AlgorithmCases.firstOfEachScheme(cases())) {
      FixtureContext uncancelled = runs().context(one);
      AlgorithmRuns.quantize(provider(), one, uncancelled);
      int checks = uncancelled.checks();
      assertThat(checks).as("%s: checks of cancellation", one).isPositive();
      for (int check : new TreeSet<>(List.of(0, checks / 2, checks - 1))) {
        assertThatThrownBy(
                () -> provider().quantize(one.group(), runs().context(one).cancelledAt(check)))
            .as("%s: cancelled at check %d of %d", one, check, checks)
            .isInstanceOf(CancellationException.class);
      }
    }
  }

  @Test
  void required_2_17_contextIsUsedAsItAllows() {
    for (AlgorithmCase one : cases()) {
      WeightOnlyAlgorithm algorithm = provider();
      algorithm.quantize(
          one.group(), new AssertingContext(runs().context(one), algorithm.options()));
    }
  }

  @Test
  void optional_2_18_columnsAreIndependentWhereClaimed() {
    List<AlgorithmCase> claimed =
        cases().stream().filter(one -> provider().columnsAreIndependent(one.options())).toList();
    assumeTrue(!claimed.isEmpty(), "columns are not claimed to be independent");
    for (AlgorithmCase one : claimed) {
      runs().repeatable(one);
      ColumnSlices.assertSameAsWhole(runs(), one, runs().wellFormed(one));
    }
  }

  @Test
  void optional_2_19_worksWithoutTheCrossGramMatrix() {
    List<AlgorithmCase> asked =
        cases().stream()
            .filter(one -> one.group().statistics().gathered().contains(Statistic.CROSS_GRAM))
            .toList();
    assumeTrue(!asked.isEmpty(), "the cross-Gram matrix is not asked for");
    for (AlgorithmCase one : asked) {
      Set<Statistic> others = one.group().statistics().gathered();
      others.remove(Statistic.CROSS_GRAM);
      ActivationStatistics fewer =
          SeededActivations.statistics(one.group().inputFeatures(), others);
      WeightGroup group = one.group().withStatistics(fewer);
      QuantizedGroup result =
          AlgorithmRuns.quantize(provider(), one.with(group), runs().context(one));
      AlgorithmRules.wellFormed(one.toString(), group, one.scheme(), result);
    }
  }

  @Test
  void optional_2_23_statedErrorsAreRight() {
    boolean stated = false;
    for (AlgorithmCase one : cases()) {
      QuantizedGroup result = runs().wellFormed(one);
      stated |= Reconstruction.checkStatedErrors(one.toString(), one.group(), result);
    }
    assumeTrue(stated, "no error is stated");
  }

  private void checkEachResult(BiConsumer<AlgorithmCase, QuantizedGroup> rule) {
    for (AlgorithmCase one : cases()) {
      rule.accept(one, runs().quantize(one));
    }
  }

  private List<AlgorithmCase> cases() {
    return new AlgorithmCases(provider(), delegates(), this::accepts)
        .of(validatedOptions(), requestedSchemes());
  }

  private AlgorithmRuns runs() {
    return new AlgorithmRuns(this::provider, linearAlgebra(), delegates());
  }
}
