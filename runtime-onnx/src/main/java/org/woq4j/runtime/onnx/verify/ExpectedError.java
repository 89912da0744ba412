package org.woq4j.runtime.onnx.verify;

import java.util.OptionalDouble;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;

/**
 * The relative error that a stored weight should have.
 *
 * @param codes the error of the codes before packing, if it is known
 * @param isScaled whether the rows of the stored weight were multiplied by a scale
 */
record ExpectedError(OptionalDouble codes, boolean isScaled) {

  /**
   * The relative error of codes rounded to the nearest value is less than 1, because 0 is always
   * representable; that of an unrelated weight of the same size is about 1.4.
   */
  private static final double SANE = 1.25;

  /** Tolerance because the sums are added in another order than when the error was measured. */
  private static final double SUMMATION = 1e-3;

  /** Error that a node's arithmetic may add to the error of its weight. */
  private static final double ARITHMETIC = 0.02;

  static ExpectedError of(WeightOutcome weight) {
    return new ExpectedError(weight.relativeError(), weight.inputScale().isPresent());
  }

  /**
   * Whether a decoded weight may have this error.
   *
   * @param rounding error that its stored type may add
   */
  boolean allows(double error, double rounding) {
    return codes.isPresent()
        ? Math.abs(error - codes.getAsDouble()) <= SUMMATION * codes.getAsDouble() + 1e-6 + rounding
        : error <= SANE;
  }

  /**
   * The largest error that the output of a node may have. It is loose for a Gather, which outputs
   * single columns, and for scaled weights, because their activations weight the rows differently.
   */
  double largestOfRun(WeightReader reader) {
    return codes.isPresent() && reader.kind() == OperatorKind.MATMUL && !isScaled
        ? 2 * codes.getAsDouble() + ARITHMETIC
        : SANE;
  }
}
