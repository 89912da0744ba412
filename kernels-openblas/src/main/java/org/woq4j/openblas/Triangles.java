package org.woq4j.openblas;

import java.util.Arrays;
import org.woq4j.api.math.FloatMatrix;

/** The two triangles of square row-major matrices. */
final class Triangles {

  /** Size of the blocks that are mirrored, so that both sides stay in the cache. */
  private static final int BLOCK = 32;

  private Triangles() {}

  /** Copies the elements above the diagonal to below it. */
  static void mirrorUpper(FloatMatrix matrix) {
    float[] data = matrix.data();
    for (int row = 0; row < matrix.rows(); row += BLOCK) {
      for (int column = 0; column <= row; column += BLOCK) {
        for (int i = row; i < Math.min(row + BLOCK, matrix.rows()); i++) {
          int to = matrix.offset() + i * matrix.stride();
          for (int j = column; j < Math.min(column + BLOCK, i); j++) {
            data[to + j] = data[matrix.offset() + j * matrix.stride() + i];
          }
        }
      }
    }
  }

  /** Copies the elements above the diagonal of an [n,n] matrix to below it. */
  static void mirrorUpper(double[] matrix, int n) {
    for (int row = 0; row < n; row += BLOCK) {
      for (int column = 0; column <= row; column += BLOCK) {
        for (int i = row; i < Math.min(row + BLOCK, n); i++) {
          for (int j = column; j < Math.min(column + BLOCK, i); j++) {
            matrix[i * n + j] = matrix[j * n + i];
          }
        }
      }
    }
  }

  /** Writes zeros below the diagonal of an [n,n] matrix. */
  static void clearLower(double[] matrix, int n) {
    for (int i = 1; i < n; i++) {
      Arrays.fill(matrix, i * n, i * n + i, 0);
    }
  }

  /** The largest element on the diagonal of an [n,n] matrix; 0 if none is positive. */
  static double largestOnDiagonal(double[] matrix, int n) {
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, matrix[i * n + i]);
    }
    return largest;
  }
}
