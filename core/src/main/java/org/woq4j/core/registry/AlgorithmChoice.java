package org.woq4j.core.registry;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.error.CoreError;

/**
 * An algorithm with validated options.
 *
 * @param algorithm the algorithm
 * @param options values for its options
 */
public record AlgorithmChoice(WeightOnlyAlgorithm algorithm, OptionValues options) {

  /** The statistics that it needs, and those that the algorithms named by its options need. */
  public Set<Statistic> needs(Registry registry) {
    Set<Statistic> needs = EnumSet.noneOf(Statistic.class);
    withDelegates(registry)
        .forEach(choice -> needs.addAll(choice.algorithm().needs(choice.options())));
    return needs;
  }

  /** This choice and all that its options name, directly or not. */
  public List<AlgorithmChoice> withDelegates(Registry registry) {
    List<AlgorithmChoice> all = new ArrayList<>(List.of(this));
    for (OptionSpec<?> spec : algorithm.options()) {
      if (spec.kind() == OptionSpec.Kind.ALGORITHM
          && options.get(spec) instanceof AlgorithmReference reference) {
        all.addAll(of(reference, registry).withDelegates(registry));
      }
    }
    return all;
  }

  /**
   * The algorithm that a validated reference names. Options that the reference does not set get the
   * algorithm's own defaults.
   *
   * @throws WoqException if the algorithm is unknown, which a default may be
   */
  public static AlgorithmChoice of(AlgorithmReference reference, Registry registry) {
    WeightOnlyAlgorithm algorithm =
        registry
            .algorithm(reference.id())
            .orElseThrow(
                () ->
                    CoreError.PROVIDERS.because(
                        "an option names the algorithm '"
                            + reference.id()
                            + "', which was not found",
                        "add "
                            + Artifacts.ofProvider("algorithm", reference.id()).orElse("its jar")
                            + " to the class path, or set the option to another algorithm"));
    return new AlgorithmChoice(
        algorithm, OptionValues.of(algorithm.options(), reference.options().given()));
  }
}
