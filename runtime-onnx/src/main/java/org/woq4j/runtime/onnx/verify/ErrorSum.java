package org.woq4j.runtime.onnx.verify;

/** Accumulates the errors of values. */
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
   * The root of the summed squared errors divided by the root of the summed squared expected
   * values. If all expected values are 0, it is 0 without an error and 1 with one.
   */
  double relative() {
    if (squares == 0) {
      return squaredError == 0 ? 0 : 1;
    }
    return Math.sqrt(squaredError / squares);
  }
}
