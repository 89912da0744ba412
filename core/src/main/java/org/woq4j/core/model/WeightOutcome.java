package org.woq4j.core.model;

import java.util.Objects;
import java.util.Optional;
import org.woq4j.core.sample.SampleProduct;

/**
 * The result of a replaced weight, for the verifier.
 *
 * @param replacement how it was replaced
 * @param product the product of sample rows with its codes, before they were packed
 * @param inputScale [K], the factors that its rows were multiplied by and its activation divided
 *     by; empty without them, and for a batch, whose matrices may have some each. The array is not
 *     copied
 */
public record WeightOutcome(
    Replacement replacement, SampleProduct product, Optional<float[]> inputScale) {

  public WeightOutcome {
    Objects.requireNonNull(replacement, "replacement");
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(inputScale, "inputScale");
  }

  public ConstantWeight weight() {
    return replacement.weight();
  }
}
