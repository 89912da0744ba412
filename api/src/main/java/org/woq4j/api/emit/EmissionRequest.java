package org.woq4j.api.emit;

import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;

/**
 * Asks whether a weight can be stored.
 *
 * <p>More than five parameters: an emitter decides on each of them, and only the host makes a
 * request.
 *
 * @param scheme the requested scheme; its scale type is the activation's type
 * @param kind the kind of operator that reads the weight
 * @param inputFeatures K
 * @param outputFeatures N
 * @param activationType type of x for MATMUL, of y for GATHER and OPERAND: FLOAT32, FLOAT16 or
 *     BFLOAT16
 * @param options values for the emitter's options
 */
@Stable
public record EmissionRequest(
    QuantScheme scheme,
    OperatorKind kind,
    int inputFeatures,
    int outputFeatures,
    ElementType activationType,
    OptionValues options) {

  /** Checks that nothing is null. */
  public EmissionRequest {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(activationType, "activationType");
    Objects.requireNonNull(options, "options");
  }

  /** {@return the number of groups of one column} */
  public int groups() {
    return scheme.groups(inputFeatures);
  }

  /**
   * {@return the same request with another scheme}
   *
   * @param other the scheme
   */
  public EmissionRequest withScheme(QuantScheme other) {
    return new EmissionRequest(other, kind, inputFeatures, outputFeatures, activationType, options);
  }
}
