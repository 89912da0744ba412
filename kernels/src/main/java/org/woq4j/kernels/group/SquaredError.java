package org.woq4j.kernels.group;

import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;

/**
 * How far a quantized weight is from the float one.
 *
 * @param error Σ(W−Ŵ)²
 * @param squares ΣW²
 */
public record SquaredError(double error, double squares) {

  private static final int BLOCK_ELEMENTS = 1 << 16;

  /** Lanes in which a row is summed; their number fixes the order, and so the bits. */
  private static final int LANES = 16;

  /**
   * Measures a weight.
   *
   * @param quantized what was made of it
   * @param inputScale [K], by which the rows of the quantized weight were multiplied; else null
   */
  public static SquaredError of(WeightView weight, QuantizedWeight quantized, float[] inputScale) {
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    int blockRows = Math.max(1, Math.min(inputs, BLOCK_ELEMENTS / outputs));
    float[] values = new float[blockRows * outputs];
    float[] decoded = new float[blockRows * outputs];
    double error = 0;
    double squares = 0;
    for (int from = 0; from < inputs; from += blockRows) {
      int to = Math.min(inputs, from + blockRows);
      int length = (to - from) * outputs;
      weight.read(from, to, 0, outputs, values);
      Dequantizer.rows(quantized, from, to, decoded);
      if (inputScale != null) {
        divideRows(decoded, inputScale, from, to, outputs);
      }
      squares += sumOfSquares(values, length);
      subtract(values, decoded);
      error += sumOfSquares(values, length);
    }
    return new SquaredError(error, squares);
  }

  private static void divideRows(float[] rows, float[] scale, int from, int to, int outputs) {
    for (int k = from; k < to; k++) {
      for (int j = (k - from) * outputs; j < (k - from + 1) * outputs; j++) {
        rows[j] /= scale[k];
      }
    }
  }

  private static void subtract(float[] values, float[] others) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= others[i];
    }
  }

  private static double sumOfSquares(float[] values, int length) {
    double[] sums = new double[LANES];
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        double v = values[i + lane];
        sums[lane] += v * v;
      }
    }
    double sum = 0;
    for (double lane : sums) {
      sum += lane;
    }
    for (int i = whole; i < length; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
