package org.woq4j.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.WeightGroup;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;
import org.woq4j.tck.fixture.SeededActivations;
import org.woq4j.tck.fixture.SeededGroups;
import org.woq4j.tck.fixture.TextbookLinearAlgebra;

/**
 * The contract of an algorithm, rules 1.x and 2.x of docs/spi-contract.md. A subclass returns the
 * algorithm, and overrides what it declares otherwise:
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
  protected WeightOnlyAlgorithmContract() {}

  /**
   * {@return the schemes that recipes ask for; the algorithm is tested with those that it then
   * offers}
   */
  protected List<QuantScheme> requestedSchemes() {
    return List.of(
        asymmetric(4, 32, ElementType.FLOAT32),
        asymmetric(4, 16, ElementType.FLOAT16),
        asymmetric(8, 32, ElementType.BFLOAT16),
        asymmetric(2, 5, ElementType.FLOAT32),
        asymmetric(1, 16, ElementType.FLOAT32),
        symmetric(4, 32, Symmetry.SYMMETRIC_FULL, ElementType.FLOAT32),
        symmetric(8, -1, Symmetry.SYMMETRIC_FULL, ElementType.FLOAT16),
        symmetric(3, 64, Symmetry.SYMMETRIC_CENTERED, ElementType.FLOAT32)
            .withZeroPoint(ZeroPoint.INTEGER));
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
   * for)} A weight of zeros alone would have 1.
   *
   * @param scheme the scheme of the result
   * @param options the algorithm's options
   */
  protected double largestRelativeError(QuantScheme scheme, OptionValues options) {
    return scheme.bits() == 8 ? 0.02 : 2;
  }

  @Override
  final Class<WeightOnlyAlgorithm> spi() {
    return WeightOnlyAlgorithm.class;
  }

  @Override
  final String id(WeightOnlyAlgorithm provider) {
    return provider.id();
  }

  @Override
  final List<OptionSpec<?>> specs(WeightOnlyAlgorithm provider) {
    return provider.options();
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
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.oneWeightPerInput(one.toString(), one.group(), one.scheme(), quantize(one));
    }
  }

  @Test
  void required_2_4_arraysHaveTheirLengths() {
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.arrayLengths(one.toString(), quantize(one));
    }
  }

  @Test
  void required_2_5_codesStayInRange() {
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.codesInRange(one.toString(), quantize(one));
    }
  }

  @Test
  void required_2_6_scalesAreFiniteNonzeroAndRepresentable() {
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.scales(one.toString(), quantize(one));
    }
  }

  @Test
  void required_2_7_zeroPointsFollowTheForm() {
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.zeroPoints(one.toString(), quantize(one));
    }
  }

  @Test
  void required_2_8_inputScaleIsFiniteAndPositive() {
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.inputScale(one.toString(), one.group(), quantize(one));
    }
  }

  @Test
  void required_2_9_notesAreSentences() {
    for (AlgorithmCase one : cases()) {
      AlgorithmRules.notes(one.toString(), quantize(one));
    }
  }

  @Test
  void required_2_10_errorIsSane() {
    for (AlgorithmCase one : cases()) {
      QuantizedGroup result = wellFormed(one);
      double bound =
          one.ordinary()
              ? largestRelativeError(one.scheme(), one.options())
              : Math.max(2, largestRelativeError(one.scheme(), one.options()));
      assertThat(Reconstruction.relativeError(one.group(), result))
          .as("%s: relative error", one)
          .isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void required_2_11_inputsAreLeftAsTheyWere() {
    for (AlgorithmCase one : cases()) {
      Bits statistics = Bits.of(one.group().statistics());
      quantize(one);
      Bits.of(one.group().statistics()).assertSameAs(statistics, one + ": statistics");
    }
  }

  @Test
  void required_2_12_sameBitsTwice() {
    for (AlgorithmCase one : cases()) {
      Bits.of(quantize(one)).assertSameAs(Bits.of(quantize(one)), one.toString());
    }
  }

  @Test
  void required_2_13_sameBitsInAnyOrderAndOnSeveralThreads() {
    for (AlgorithmCase one : cases()) {
      Bits inOrder = repeatable(one);
      for (Schedule schedule : List.of(Schedule.REVERSED, Schedule.SEVERAL_THREADS)) {
        QuantizedGroup result = quantize(provider(), one, context(one).with(schedule));
        Bits.of(result).assertSameAs(inOrder, one + ", " + schedule);
      }
    }
  }

  @Test
  void required_2_14_noStateLeaksBetweenCalls() {
    for (List<AlgorithmCase> pair : pairs()) {
      AlgorithmCase one = pair.get(0);
      AlgorithmCase other = pair.get(1);
      Bits fresh = repeatable(one);
      Bits freshOther = repeatable(other);
      WeightOnlyAlgorithm algorithm = provider();
      QuantizedGroup first = quantize(algorithm, one, context(one));
      QuantizedGroup second = quantize(algorithm, other, context(other));
      QuantizedGroup third = quantize(algorithm, one, context(one));
      Bits.of(second).assertSameAs(freshOther, other + " after " + one);
      Bits.of(third).assertSameAs(fresh, one + " after " + other);
      Bits.of(first).assertSameAs(fresh, one + ": the result that was handed over earlier");
    }
  }

  @Test
  void required_2_15_callsAtOnceDoNotDisturbEachOther() {
    for (List<AlgorithmCase> pair : pairs()) {
      List<Bits> alone = pair.stream().map(this::repeatable).toList();
      WeightOnlyAlgorithm algorithm = provider();
      assumeTrue(sameInTurn(algorithm, pair, alone), "state leaks between calls");
      Rendezvous rendezvous = new Rendezvous(pair.size());
      Bits[] together = new Bits[pair.size()];
      Schedule.SEVERAL_THREADS.run(
          pair.size(),
          i -> {
            AlgorithmCase one = pair.get(i);
            WeightGroup group = rendezvous.meeting(one.group());
            together[i] = Bits.of(quantize(algorithm, one.with(group), context(one)));
          });
      for (int i = 0; i < together.length; i++) {
        together[i].assertSameAs(alone.get(i), pair.get(i) + " beside another");
      }
    }
  }

  private boolean sameInTurn(
      WeightOnlyAlgorithm algorithm, List<AlgorithmCase> pair, List<Bits> expected) {
    return IntStream.range(0, pair.size())
        .mapToObj(
            i ->
                Bits.of(quantize(algorithm, pair.get(i), context(pair.get(i))))
                    .differenceFrom(expected.get(i)))
        .allMatch(Optional::isEmpty);
  }

  @Test
  void required_2_16_cancellationStopsTheWork() {
    for (AlgorithmCase one : AlgorithmCases.firstOfEachScheme(cases())) {
      FixtureContext uncancelled = context(one);
      quantize(provider(), one, uncancelled);
      int checks = uncancelled.checks();
      assertThat(checks).as("%s: checks of cancellation", one).isPositive();
      for (int check : new TreeSet<>(List.of(0, checks / 2, checks - 1))) {
        assertThatThrownBy(() -> provider().quantize(one.group(), context(one).cancelledAt(check)))
            .as("%s: cancelled at check %d of %d", one, check, checks)
            .isInstanceOf(CancellationException.class);
      }
    }
  }

  @Test
  void required_2_17_contextIsUsedAsItAllows() {
    for (AlgorithmCase one : cases()) {
      WeightOnlyAlgorithm algorithm = provider();
      algorithm.quantize(one.group(), new AssertingContext(context(one), algorithm.options()));
    }
  }

  @Test
  void optional_2_18_columnsAreIndependentWhereClaimed() {
    List<AlgorithmCase> claimed =
        cases().stream().filter(one -> provider().columnsAreIndependent(one.options())).toList();
    assumeTrue(!claimed.isEmpty(), "columns are not claimed to be independent");
    for (AlgorithmCase one : claimed) {
      repeatable(one);
      QuantizedGroup whole = wellFormed(one);
      for (int i = 0; i < one.group().weights().size(); i++) {
        int columns = one.group().weights().get(i).outputFeatures();
        for (int cut : new TreeSet<>(List.of(Math.min(1, columns - 1), columns / 2))) {
          sliceGivesTheSame(one, whole, i, 0, cut);
          sliceGivesTheSame(one, whole, i, cut, columns);
        }
      }
    }
  }

  private void sliceGivesTheSame(
      AlgorithmCase one, QuantizedGroup whole, int weight, int from, int to) {
    if (from == to) {
      return;
    }
    String where = one + ": columns [" + from + ", " + to + ") of weight " + weight;
    WeightView columns = one.group().weights().get(weight).columns(from, to);
    WeightGroup slice =
        new WeightGroup(one.group().site(), List.of(columns), one.group().statistics());
    QuantizedGroup result = quantize(provider(), one.with(slice), context(one));
    Bits.of(result.weights().get(0))
        .assertSameAs(Bits.ofColumns(whole.weights().get(weight), from, to), where);
    assertThat(result.inputScale().orElse(null))
        .as("%s: input scale", where)
        .isEqualTo(whole.inputScale().orElse(null));
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
      QuantizedGroup result = quantize(provider(), one.with(group), context(one));
      AlgorithmRules.wellFormed(one.toString(), group, one.scheme(), result);
    }
  }

  private List<AlgorithmCase> cases() {
    return new AlgorithmCases(provider(), delegates(), this::accepts)
        .of(validatedOptions(), requestedSchemes());
  }

  /** Cases that differ in shape, and cases that differ in scheme alone. */
  private List<List<AlgorithmCase>> pairs() {
    List<AlgorithmCase> cases = cases();
    List<List<AlgorithmCase>> pairs = new ArrayList<>();
    for (int distance : new int[] {1, SeededGroups.all().size()}) {
      for (int i = 0; i + distance < cases.size(); i += 3) {
        pairs.add(List.of(cases.get(i), cases.get(i + distance)));
      }
    }
    return pairs;
  }

  private FixtureContext context(AlgorithmCase one) {
    return FixtureContext.of(one.scheme(), one.options()).with(linearAlgebra()).with(delegates());
  }

  private QuantizedGroup quantize(AlgorithmCase one) {
    return quantize(provider(), one, context(one));
  }

  private static QuantizedGroup quantize(
      WeightOnlyAlgorithm algorithm, AlgorithmCase one, FixtureContext context) {
    try {
      return algorithm.quantize(one.group(), context);
    } catch (RuntimeException thrown) {
      throw new AssertionError(one + ": " + thrown, thrown);
    }
  }

  /** A result that later rules can be tested with; which rule it breaks, others tell. */
  private QuantizedGroup wellFormed(AlgorithmCase one) {
    QuantizedGroup result = quantize(one);
    try {
      AlgorithmRules.wellFormed(one.toString(), one.group(), one.scheme(), result);
    } catch (AssertionError broken) {
      return abort("the result is not well formed: " + broken.getMessage());
    }
    return result;
  }

  /** The bits of a result, where they can be expected again at all. */
  private Bits repeatable(AlgorithmCase one) {
    Bits bits = Bits.of(quantize(one));
    assumeTrue(bits.differenceFrom(Bits.of(quantize(one))).isEmpty(), "results are not repeatable");
    return bits;
  }

  private static QuantScheme asymmetric(int bits, int groupSize, ElementType scaleType) {
    return new QuantScheme(bits, groupSize, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, scaleType);
  }

  private static QuantScheme symmetric(
      int bits, int groupSize, Symmetry symmetry, ElementType scaleType) {
    return new QuantScheme(bits, groupSize, symmetry, ZeroPoint.NONE, scaleType);
  }
}
