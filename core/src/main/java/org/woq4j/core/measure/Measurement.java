package org.woq4j.core.measure;

/**
 * How far a quantized weight, or a slice of it, is from the float one.
 *
 * @param error Σ(W−Ŵ)²
 * @param squares ΣW²
 * @param outputError ‖X(W−Ŵ)‖² on the calibration data; NaN if not measured
 * @param outputSquares ‖XW‖²; NaN if not measured
 * @param zeroCodes whether all codes are 0
 */
public record Measurement(
    double error, double squares, double outputError, double outputSquares, boolean zeroCodes) {

  /** The measurement of no weight. */
  public static final Measurement NOTHING = new Measurement(0, 0, 0, 0, true);

  /** The sum of both. */
  public Measurement plus(Measurement other) {
    return new Measurement(
        error + other.error,
        squares + other.squares,
        outputError + other.outputError,
        outputSquares + other.outputSquares,
        zeroCodes && other.zeroCodes);
  }

  /** The root of {@code error} over the root of {@code squares}; 0 for a weight of zeros. */
  public double relativeError() {
    return squares == 0 ? 0 : Math.sqrt(error / squares);
  }

  /** The same for the outputs; NaN if not measured. */
  public double relativeOutputError() {
    return outputSquares == 0 ? 0 : Math.sqrt(outputError / outputSquares);
  }
}
