package org.woq4j.kernels.algebra;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;

/**
 * The Cholesky factor U of a symmetric positive definite matrix A = UᵀU. Forward substitution
 * computes both the factor and the inverse of its transpose: U[k,i] times row k is subtracted from
 * row i for every k < i, then row i is divided by U[i,i].
 */
final class UpperFactor {

  /**
   * Number of rows that are processed together, so that each source row is read once for all of
   * them.
   */
  private static final int BLOCK = 32;

  /** Number of columns that are processed together if they start at different rows. */
  private static final int STRIP = 128;

  /** Number of columns of a task. */
  private static final int PANEL = 256;

  private final double[][] rows;

  private UpperFactor(double[][] rows) {
    this.rows = rows;
  }

  /** An upper factor [n,n] row-major. */
  static UpperFactor of(double[] factor, int n) {
    return new UpperFactor(rows(factor, n));
  }

  /**
   * Factors a matrix [n,n] row-major, reading only its upper triangle; null if it is not positive
   * definite.
   */
  static @Nullable UpperFactor factor(double[] matrix, int n, Parallel parallel) {
    double[][] rows = rows(matrix, n);
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, rows[i][i]);
    }
    for (int block = 0; block < n; block += BLOCK) {
      int end = Math.min(block + BLOCK, n);
      subtractEarlier(rows, block, end, parallel);
      for (int i = block; i < end; i++) {
        RowSums.add(-1, rows, rows, block, i, rows, i, i + 1, i, n);
        double pivot = rows[i][i];
        if (!(pivot > LinearAlgebra.LEAST_PIVOT * largest && pivot < Double.POSITIVE_INFINITY)) {
          return null;
        }
        divide(rows[i], i, n, Math.sqrt(pivot));
      }
    }
    return new UpperFactor(rows);
  }

  /** Subtracts multiples of all rows before a block from its rows. */
  private static void subtractEarlier(double[][] rows, int block, int end, Parallel parallel) {
    int n = rows.length;
    parallel.forEach(
        (n - block + PANEL - 1) / PANEL,
        panel -> {
          int from = block + panel * PANEL;
          int to = Math.min(n, from + PANEL);
          RowSums.add(-1, rows, rows, 0, block, rows, block, end, from, to);
        });
  }

  /** Writes the factor, with zeros below the diagonal. */
  void writeTo(double[] matrix) {
    int n = rows.length;
    for (int i = 0; i < n; i++) {
      Arrays.fill(matrix, i * n, i * n + i, 0);
      System.arraycopy(rows[i], i, matrix, i * n + i, n - i);
    }
  }

  /** Writes both triangles of the inverse of UᵀU. */
  void writeInverseTo(double[] matrix) {
    int n = rows.length;
    double[][] lower = inverseOfTransposed();
    double[][] inverse = new double[n][n];
    for (int block = 0; block < n; block += BLOCK) {
      int end = Math.min(block + BLOCK, n);
      // The elements of later columns start at later rows of the factor.
      for (int column = block; column < n; column += STRIP) {
        int columnEnd = Math.min(column + STRIP, n);
        RowSums.add(1, lower, lower, column, n, inverse, block, end, column, columnEnd);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        matrix[i * n + j] = inverse[i][j];
        matrix[j * n + i] = inverse[i][j];
      }
    }
  }

  /** The inverse of Uᵀ, a lower triangular matrix. */
  private double[][] inverseOfTransposed() {
    int n = rows.length;
    double[][] inverse = new double[n][n];
    for (int block = 0; block < n; block += BLOCK) {
      int end = Math.min(block + BLOCK, n);
      for (int column = 0; column < block; column += STRIP) {
        int columnEnd = Math.min(column + STRIP, block);
        RowSums.add(-1, rows, inverse, column, block, inverse, block, end, column, columnEnd);
      }
      for (int i = block; i < end; i++) {
        inverse[i][i] = 1;
        RowSums.add(-1, rows, inverse, block, i, inverse, i, i + 1, 0, i);
        divide(inverse[i], 0, i + 1, rows[i][i]);
      }
    }
    return inverse;
  }

  private static void divide(double[] row, int from, int to, double divisor) {
    for (int j = from; j < to; j++) {
      row[j] /= divisor;
    }
  }

  private static double[][] rows(double[] matrix, int n) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix, i * n, rows[i], 0, n);
    }
    return rows;
  }
}
