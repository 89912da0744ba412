package org.woq4j.runtime.onnx.verify.outputs;

/** Accumulates the errors of values. */
public final class ErrorSum {

  private double squaredError;
  private double squares;
  private double largest;
  private long differing;
  private long counted;

  /** Adds a number. */
  public void add(double expected, double actual) {
    double error = Math.abs(actual - expected);
    squaredError += error * error;
    squares += expected * expected;
    largest = Math.max(largest, error);
  }

  /** Adds an element that is right or wrong, such as an index: its error has no size. */
  public void count(double expected, double actual) {
    counted++;
    differing += expected == actual ? 0 : 1;
    largest = Math.max(largest, Math.abs(actual - expected));
  }

  /** The largest absolute error. */
  public double largest() {
    return largest;
  }

  /**
   * The root of the summed squared errors divided by the root of the summed squared expected
   * values. If all expected values are 0, it is 0 without an error and 1 with one. Of elements that
   * were counted, the share that differs.
   */
  public double relative() {
    if (counted > 0) {
      return (double) differing / counted;
    }
    if (squares == 0) {
      return squaredError == 0 ? 0 : 1;
    }
    return Math.sqrt(squaredError / squares);
  }
}
