package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.tck.fixture.SeededActivations;
import org.woq4j.tck.fixture.SeededGroups;

/**
 * Makes the cases an algorithm is tested with: every sample, in every scheme that it offers.
 *
 * @param delegates algorithms that options refer to
 * @param accepted selects the offered schemes to test with
 */
record AlgorithmCases(
    WeightOnlyAlgorithm algorithm,
    List<WeightOnlyAlgorithm> delegates,
    BiPredicate<QuantScheme, OptionValues> accepted) {

  List<AlgorithmCase> of(List<OptionValues> allOptions, List<QuantScheme> requested) {
    List<AlgorithmCase> cases = new ArrayList<>();
    for (OptionValues options : allOptions) {
      Set<Statistic> needs = needs(algorithm, options);
      requested.stream()
          .flatMap(scheme -> algorithm.schemes(scheme, options).stream())
          .distinct()
          .filter(scheme -> accepted.test(scheme, options))
          .forEach(scheme -> addSamples(cases, options, scheme, needs));
    }
    assertThat(cases).as("schemes to test with").isNotEmpty();
    return cases;
  }

  /** The first case of each scheme and options. */
  static List<AlgorithmCase> firstOfEachScheme(List<AlgorithmCase> cases) {
    Map<String, AlgorithmCase> first = new LinkedHashMap<>();
    cases.forEach(one -> first.putIfAbsent(one.scheme() + " " + one.options(), one));
    return List.copyOf(first.values());
  }

  /** Pairs of cases that differ in shape, and pairs that differ only in their scheme. */
  static List<List<AlgorithmCase>> pairs(List<AlgorithmCase> cases) {
    List<List<AlgorithmCase>> pairs = new ArrayList<>();
    for (int distance : new int[] {1, SeededGroups.all().size()}) {
      for (int i = 0; i + distance < cases.size(); i += 3) {
        pairs.add(List.of(cases.get(i), cases.get(i + distance)));
      }
    }
    return pairs;
  }

  private static void addSamples(
      List<AlgorithmCase> cases, OptionValues options, QuantScheme scheme, Set<Statistic> needs) {
    for (SeededGroups.Sample sample : SeededGroups.all()) {
      int features = sample.weights().get(0).inputFeatures();
      WeightGroup group =
          new WeightGroup(
              sample.name(), sample.weights(), SeededActivations.statistics(features, needs));
      cases.add(new AlgorithmCase(options, scheme, group, sample.ordinary()));
    }
  }

  /** An algorithm's own needs, united with those of the algorithms that its options refer to. */
  private Set<Statistic> needs(WeightOnlyAlgorithm user, OptionValues options) {
    Set<Statistic> needs = EnumSet.noneOf(Statistic.class);
    needs.addAll(user.needs(options));
    for (OptionSpec<?> spec : user.options()) {
      if (spec.kind() == OptionSpec.Kind.ALGORITHM
          && options.get(spec) instanceof AlgorithmReference reference) {
        delegates.stream()
            .filter(delegate -> delegate.id().equals(reference.id()))
            .forEach(
                delegate ->
                    needs.addAll(
                        needs(
                            delegate,
                            OptionValues.of(delegate.options(), reference.options().given()))));
      }
    }
    return needs;
  }
}
