package org.woq4j.runtime.onnx.verify;

/** Sums up how far numbers are from what they should be. */
final class ErrorSum {

  private double squaredError;
  private double squares;
  private double largest;

  void add(double expected, double actual) {
    double error = Math.abs(actual - expected);
    squaredError += error * error;
    squares += expected * expected;
    largest = Math.max(largest, error);
  }

  /** The largest absolute error. */
  double largest() {
    return largest;
  }

  /**
   * The root of the summed squared errors over the root of the summed squares. Where all expected
   * numbers are 0, it is 0 if all are met and else 1.
   */
  double relative() {
    if (squares == 0) {
      return squaredError == 0 ? 0 : 1;
    }
    return Math.sqrt(squaredError / squares);
  }
}
