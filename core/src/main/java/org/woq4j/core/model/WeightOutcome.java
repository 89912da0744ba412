package org.woq4j.core.model;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of a weight that was replaced, as far as a verifier must know it.
 *
 * @param replacement how it was replaced
 * @param relativeError ‖W−Ŵ‖ / ‖W‖ of its codes before they were packed; what is stored must have
 *     the same. Where it is empty, the stored weight is only checked for being no further off than
 *     rounding can make it
 * @param inputScale [K], what its rows were multiplied by and its activation divided by; empty
 *     where they were not. The array is not copied
 */
public record WeightOutcome(
    Replacement replacement, OptionalDouble relativeError, Optional<float[]> inputScale) {

  public WeightOutcome {
    Objects.requireNonNull(replacement, "replacement");
    Objects.requireNonNull(relativeError, "relativeError");
    Objects.requireNonNull(inputScale, "inputScale");
  }

  /** A weight of unknown error, whose rows were not multiplied. */
  public static WeightOutcome of(Replacement replacement) {
    return new WeightOutcome(replacement, OptionalDouble.empty(), Optional.empty());
  }

  public ConstantWeight weight() {
    return replacement.weight();
  }
}
