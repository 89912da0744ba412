package org.woq4j.runtime.onnx.verify;

import java.util.OptionalDouble;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;

/**
 * The relative error that a stored weight should have.
 *
 * @param codes that of the codes before they were packed, if it is known
 * @param isScaled whether the rows of the stored weight were multiplied by a scale
 */
record ExpectedError(OptionalDouble codes, boolean isScaled) {

  /**
   * Codes that are rounded to the nearest err by less than 1, as 0 is always among them; a weight
   * of the same size that has nothing to do with the right one, by 1.4.
   */
  private static final double SANE = 1.25;

  /** Sums are added up in another order than where the error was measured. */
  private static final double SUMMATION = 1e-3;

  /** What the arithmetic of a node may add to the error of its weight. */
  private static final double ARITHMETIC = 0.02;

  static ExpectedError of(WeightOutcome weight) {
    return new ExpectedError(weight.relativeError(), weight.inputScale().isPresent());
  }

  /**
   * Whether a decoded weight may have this error.
   *
   * @param rounding what its stored type may add
   */
  boolean allows(double error, double rounding) {
    return codes.isPresent()
        ? Math.abs(error - codes.getAsDouble()) <= SUMMATION * codes.getAsDouble() + 1e-6 + rounding
        : error <= SANE;
  }

  /**
   * The largest error that the output of a node may have. What is gathered are single columns; what
   * is scaled is run on activations that weigh its rows.
   */
  double largestOfRun(WeightReader reader) {
    return codes.isPresent() && reader.kind() == OperatorKind.MATMUL && !isScaled
        ? 2 * codes.getAsDouble() + ARITHMETIC
        : SANE;
  }
}
