package org.woq4j.kernels.group;

import org.jspecify.annotations.Nullable;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;
import org.woq4j.api.weight.WeightView;

/** Measures the squared error of a quantized weight by reading both. */
public final class WeightComparison {

  private static final int BLOCK_ELEMENTS = 1 << 16;

  private WeightComparison() {}

  /**
   * Measures a weight.
   *
   * @param weight the float weight
   * @param quantized the quantized weight
   * @param inputScale [K], the factors by which the rows of the quantized weight were multiplied;
   *     null for none
   * @return the error, summed in float64 in a fixed order
   */
  public static SquaredError squaredError(
      WeightView weight, QuantizedWeight quantized, float @Nullable [] inputScale) {
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    int blockRows = Math.max(1, Math.min(inputs, BLOCK_ELEMENTS / outputs));
    Dequantizer dequantizer = new Dequantizer(quantized);
    float[][] rows = new float[blockRows][outputs];
    float[] difference = new float[outputs];
    double error = 0;
    double squares = 0;
    for (int from = 0; from < inputs; from += blockRows) {
      int to = Math.min(inputs, from + blockRows);
      weight.readRows(from, to, 0, outputs, rows);
      for (int k = from; k < to; k++) {
        float[] row = rows[k - from];
        dequantizer.row(k, difference);
        if (inputScale != null) {
          divide(difference, inputScale[k]);
        }
        subtractFrom(row, difference);
        squares += sumOfSquares(row);
        error += sumOfSquares(difference);
      }
    }
    return new SquaredError(error, squares);
  }

  private static void divide(float[] row, float scale) {
    for (int j = 0; j < row.length; j++) {
      row[j] /= scale;
    }
  }

  private static void subtractFrom(float[] row, float[] other) {
    for (int j = 0; j < row.length; j++) {
      other[j] = row[j] - other[j];
    }
  }

  /** Uses four sums, because a single one waits for each addition. Their order fixes the bits. */
  private static double sumOfSquares(float[] row) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    for (; j < row.length - 3; j += 4) {
      a += (double) row[j] * row[j];
      b += (double) row[j + 1] * row[j + 1];
      c += (double) row[j + 2] * row[j + 2];
      d += (double) row[j + 3] * row[j + 3];
    }
    for (; j < row.length; j++) {
      a += (double) row[j] * row[j];
    }
    return a + b + c + d;
  }
}
