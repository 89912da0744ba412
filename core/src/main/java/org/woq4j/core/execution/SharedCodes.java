package org.woq4j.core.execution;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.SquaredError;
import org.woq4j.core.registry.Registry;
import org.woq4j.kernels.group.WeightComparison;

/**
 * Codes that an output head shares with an embedding. An algorithm that fits them to the head's
 * activation may move them away from the weight, which is all that the embedding reads.
 */
public final class SharedCodes {

  /** How many times the error of the nearest codes an embedding bears. */
  private static final double MOST = 1.1;

  private SharedCodes() {}

  /**
   * The result of an algorithm, or that of rounding to nearest if the first is too far from the
   * weights.
   *
   * @param id of the algorithm
   * @param result of the algorithm for the group
   * @param context delegates to {@link Registry#ROUND_TO_NEAREST}, which must be known
   */
  public static QuantizedGroup forBoth(
      String id, QuantizedGroup result, WeightGroup group, AlgorithmContext context) {
    OptionValues defaults = OptionValues.of(List.of(), Map.of());
    QuantizedGroup nearest =
        context.delegate(new AlgorithmReference(Registry.ROUND_TO_NEAREST, defaults), group);
    double times = Math.sqrt(error(group, result) / error(group, nearest));
    if (!(times > MOST)) {
      return result;
    }
    QuantizedGroup.Builder rounded = QuantizedGroup.builder();
    for (int i = 0; i < nearest.weights().size(); i++) {
      rounded.add(nearest.weights().get(i), nearest.errors().get(i));
    }
    return rounded
        .note(
            Note.Kind.FALLBACK,
            String.format(
                Locale.ROOT,
                "quantized by %s in place of %s: an embedding reads the same codes, and those of %2$s"
                    + " have %.2f times its error",
                Registry.ROUND_TO_NEAREST,
                id,
                times))
        .build();
  }

  private static double error(WeightGroup group, QuantizedGroup result) {
    double sum = 0;
    for (int i = 0; i < result.weights().size(); i++) {
      SquaredError error =
          WeightComparison.squaredError(
              group.weights().get(i), result.weights().get(i), result.inputScale().orElse(null));
      sum += error.error();
    }
    return sum;
  }
}
