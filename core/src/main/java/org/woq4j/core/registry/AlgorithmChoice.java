package org.woq4j.core.registry;

import java.util.EnumSet;
import java.util.Set;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * An algorithm with validated options.
 *
 * @param algorithm the algorithm
 * @param options values for its options
 */
public record AlgorithmChoice(WeightOnlyAlgorithm algorithm, OptionValues options) {

  /** What it needs, together with what the algorithms need that its options name. */
  public Set<Statistic> needs(Registry registry) {
    Set<Statistic> needs = EnumSet.noneOf(Statistic.class);
    needs.addAll(algorithm.needs(options));
    for (OptionSpec<?> spec : algorithm.options()) {
      if (spec.kind() == OptionSpec.Kind.ALGORITHM
          && options.get(spec) instanceof AlgorithmReference reference) {
        needs.addAll(of(reference, registry).needs(registry));
      }
    }
    return needs;
  }

  /** The choice that a validated reference stands for. */
  public static AlgorithmChoice of(AlgorithmReference reference, Registry registry) {
    return new AlgorithmChoice(
        registry.algorithm(reference.id()).orElseThrow(), reference.options());
  }
}
