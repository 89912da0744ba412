package org.woq4j.tck.algorithm;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.Bits;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;

/**
 * Runs an algorithm on its cases.
 *
 * @param provider makes the algorithm
 * @param delegates algorithms that its options refer to
 */
record AlgorithmRuns(
    Supplier<WeightOnlyAlgorithm> provider,
    LinearAlgebra linearAlgebra,
    List<WeightOnlyAlgorithm> delegates) {

  FixtureContext context(AlgorithmCase one) {
    return FixtureContext.of(one.scheme(), one.options()).with(linearAlgebra).with(delegates);
  }

  QuantizedGroup quantize(AlgorithmCase one) {
    return quantize(provider.get(), one, context(one));
  }

  /** The result for columns [from, to) of one weight, quantized as a group of their own. */
  QuantizedGroup quantizeColumns(AlgorithmCase one, int weight, int from, int to) {
    WeightGroup whole = one.group();
    WeightView columns = whole.weights().get(weight).columns(from, to);
    return quantize(one.with(new WeightGroup(whole.site(), List.of(columns), whole.statistics())));
  }

  static QuantizedGroup quantize(
      WeightOnlyAlgorithm algorithm, AlgorithmCase one, FixtureContext context) {
    try {
      return algorithm.quantize(one.group(), context);
    } catch (RuntimeException thrown) {
      throw new AssertionError(one + ": " + thrown, thrown);
    }
  }

  /** A result that later rules can be tested with; other tests report which rule it breaks. */
  QuantizedGroup wellFormed(AlgorithmCase one) {
    QuantizedGroup result = quantize(one);
    try {
      AlgorithmRules.wellFormed(one.toString(), one.group(), one.scheme(), result);
    } catch (AssertionError broken) {
      return abort("the result is not well formed: " + broken.getMessage());
    }
    return result;
  }

  /** The bits of a result; the test is skipped if a second run gives other bits. */
  Bits repeatable(AlgorithmCase one) {
    Bits bits = Bits.of(quantize(one));
    assumeTrue(bits.differenceFrom(Bits.of(quantize(one))).isEmpty(), "results are not repeatable");
    return bits;
  }

  /** Whether one instance gives the expected bits if it quantizes the cases one after another. */
  boolean sameInTurn(
      WeightOnlyAlgorithm algorithm, List<AlgorithmCase> cases, List<Bits> expected) {
    return IntStream.range(0, cases.size())
        .mapToObj(
            i ->
                Bits.of(quantize(algorithm, cases.get(i), context(cases.get(i))))
                    .differenceFrom(expected.get(i)))
        .allMatch(Optional::isEmpty);
  }

  /** The bits of each case if one instance quantizes all cases at the same time. */
  Bits[] atOnce(WeightOnlyAlgorithm algorithm, List<AlgorithmCase> cases) {
    Rendezvous rendezvous = new Rendezvous(cases.size());
    Bits[] results = new Bits[cases.size()];
    Schedule.SEVERAL_THREADS.run(
        cases.size(),
        i -> {
          AlgorithmCase one = cases.get(i);
          WeightGroup group = rendezvous.meeting(one.group());
          results[i] = Bits.of(quantize(algorithm, one.with(group), context(one)));
        });
    return results;
  }
}
