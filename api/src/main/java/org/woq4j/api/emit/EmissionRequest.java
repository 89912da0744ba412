package org.woq4j.api.emit;

import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;

/**
 * Asks whether a weight can be stored.
 *
 * <p>A batch of B matrices [K,N] is one weight of B·N columns: those of the first matrix, then
 * those of the second, and so on.
 *
 * <p>More than five parameters: an emitter decides on each of them, and only the host makes a
 * request.
 *
 * @param scheme the requested scheme; its scale type is the activation's type
 * @param kind the kind of operator that reads the weight
 * @param matrices B, the number of matrices; 1 unless the kind is of a batch
 * @param inputFeatures K
 * @param outputFeatures N, the columns of each matrix
 * @param activationType type of x where the node multiplies, of y where it does not: FLOAT32,
 *     FLOAT16 or BFLOAT16
 * @param options values for the emitter's options
 */
@Stable
public record EmissionRequest(
    QuantScheme scheme,
    OperatorKind kind,
    int matrices,
    int inputFeatures,
    int outputFeatures,
    ElementType activationType,
    OptionValues options) {

  /** Checks that nothing is null, and that only a batch has more than one matrix. */
  public EmissionRequest {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(activationType, "activationType");
    Objects.requireNonNull(options, "options");
    if (matrices < 1 || (matrices > 1 && !kind.isBatched())) {
      throw new IllegalArgumentException(kind + " reads " + matrices + " matrices");
    }
  }

  /**
   * Asks for a single matrix.
   *
   * @param scheme the requested scheme; its scale type is the activation's type
   * @param kind the kind of operator that reads the weight
   * @param inputFeatures K
   * @param outputFeatures N
   * @param activationType FLOAT32, FLOAT16 or BFLOAT16
   * @param options values for the emitter's options
   */
  public EmissionRequest(
      QuantScheme scheme,
      OperatorKind kind,
      int inputFeatures,
      int outputFeatures,
      ElementType activationType,
      OptionValues options) {
    this(scheme, kind, 1, inputFeatures, outputFeatures, activationType, options);
  }

  /** {@return the number of columns of all matrices} */
  public int columns() {
    return Math.multiplyExact(matrices, outputFeatures);
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
    return new EmissionRequest(
        other, kind, matrices, inputFeatures, outputFeatures, activationType, options);
  }
}
