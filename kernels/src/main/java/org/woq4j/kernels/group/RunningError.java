package org.woq4j.kernels.group;

import java.util.Arrays;
import java.util.Optional;
import org.woq4j.api.weight.SquaredError;

/**
 * Sums the squared error of each column of a weight while its rows are quantized. Sums a few rows
 * in float32, which Java vectorizes, and those sums in float64. Safe for use by several threads on
 * different columns.
 */
final class RunningError {

  /** Rows whose squares are summed in float32. */
  private static final int ROWS = 32;

  /** Squares of smaller numbers are subnormal in float32, or 0. */
  private static final double LEAST_MEAN_SQUARE = 1e-26;

  private final int inputs;
  private final double[] errors;
  private final double[] squares;

  /**
   * Starts with nothing.
   *
   * @param inputs K
   * @param outputs N
   */
  RunningError(int inputs, int outputs) {
    this.inputs = inputs;
    this.errors = new double[outputs];
    this.squares = new double[outputs];
  }

  /** Sums over some columns. For use by one thread. */
  final class Columns {

    private final int from;
    private final float[] error;
    private final float[] square;
    private int rows;

    private Columns(int from, int columns) {
      this.from = from;
      this.error = new float[columns];
      this.square = new float[columns];
    }

    /**
     * Adds a row.
     *
     * @param row its values
     * @param codes its codes
     */
    void add(float[] row, float[] codes, float[] scales, float[] zeros) {
      addSquares(row, codes, scales, zeros, error, square);
      rows++;
      if (rows == ROWS) {
        flush();
      }
    }

    /** Adds the sums of the last rows. */
    void flush() {
      for (int j = 0; j < error.length; j++) {
        errors[from + j] += error[j];
        squares[from + j] += square[j];
      }
      Arrays.fill(error, 0);
      Arrays.fill(square, 0);
      rows = 0;
    }
  }

  /** Starts some columns, from the first row on. */
  Columns columns(int from, int columns) {
    return new Columns(from, columns);
  }

  private static void addSquares(
      float[] row, float[] codes, float[] scales, float[] zeros, float[] error, float[] square) {
    for (int j = 0; j < row.length; j++) {
      float difference = row[j] - (codes[j] - zeros[j]) * scales[j];
      error[j] += difference * difference;
      square[j] += row[j] * row[j];
    }
  }

  /** The error of the whole weight; empty if its squares are too small or large for float32. */
  Optional<SquaredError> result() {
    double error = Arrays.stream(errors).sum();
    double sum = Arrays.stream(squares).sum();
    boolean exact =
        Double.isFinite(error)
            && Double.isFinite(sum)
            && sum >= LEAST_MEAN_SQUARE * inputs * errors.length;
    return exact ? Optional.of(new SquaredError(error, sum)) : Optional.empty();
  }
}
