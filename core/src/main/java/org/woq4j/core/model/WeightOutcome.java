package org.woq4j.core.model;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of a replaced weight, for the verifier.
 *
 * @param replacement how it was replaced
 * @param relativeError ‖W−Ŵ‖ / ‖W‖ of its codes before they were packed; the stored weight must
 *     have the same. If empty, the stored weight only has to be as close as rounding allows
 * @param inputScale [K], the factors that its rows were multiplied by and its activation divided
 *     by; empty without them. The array is not copied
 */
public record WeightOutcome(
    Replacement replacement, OptionalDouble relativeError, Optional<float[]> inputScale) {

  public WeightOutcome {
    Objects.requireNonNull(replacement, "replacement");
    Objects.requireNonNull(relativeError, "relativeError");
    Objects.requireNonNull(inputScale, "inputScale");
  }

  /** A weight of unknown error, without an input scale. */
  public static WeightOutcome of(Replacement replacement) {
    return new WeightOutcome(replacement, OptionalDouble.empty(), Optional.empty());
  }

  public ConstantWeight weight() {
    return replacement.weight();
  }
}
