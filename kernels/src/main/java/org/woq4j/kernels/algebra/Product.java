package org.woq4j.kernels.algebra;

import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * Computes C += alpha · op(A) · op(B) in panels of op(B) that stay in the cache. Every element is
 * summed in the order of the inner dimension.
 */
final class Product {

  private static final int PANEL_ROWS = 64;
  private static final int PANEL_COLUMNS = 512;

  private final float alpha;
  private final FloatMatrix a;
  private final boolean transposeA;
  private final FloatMatrix b;
  private final boolean transposeB;
  private final FloatMatrix c;
  private final int inner;

  /** A matrix as the product reads it. */
  record Factor(FloatMatrix matrix, Transposition transposition) {

    boolean isTransposed() {
      return transposition == Transposition.TRANSPOSED;
    }
  }

  Product(float alpha, Factor a, Factor b, FloatMatrix c) {
    LinearAlgebra.checkProduct(a.matrix, a.transposition, b.matrix, b.transposition, c);
    this.alpha = alpha;
    this.a = a.matrix;
    this.transposeA = a.isTransposed();
    this.b = b.matrix;
    this.transposeB = b.isTransposed();
    this.c = c;
    this.inner = a.transposition.columns(a.matrix);
  }

  /** Computes all of C. */
  void add() {
    add(false);
  }

  /** Computes the elements of C on and above the diagonal; the elements below are undefined. */
  void addUpper() {
    add(true);
  }

  private void add(boolean upperOnly) {
    for (int column = 0; column < c.columns(); column += PANEL_COLUMNS) {
      int width = Math.min(PANEL_COLUMNS, c.columns() - column);
      float[][] panel = new float[PANEL_ROWS][width];
      int rows = upperOnly ? Math.min(c.rows(), column + width) : c.rows();
      for (int from = 0; from < inner; from += PANEL_ROWS) {
        int height = Math.min(PANEL_ROWS, inner - from);
        fill(panel, from, height, column);
        addPanel(panel, from, height, column, rows);
      }
    }
  }

  private void fill(float[][] panel, int from, int height, int column) {
    int width = panel[0].length;
    for (int k = 0; k < height; k++) {
      if (!transposeB) {
        int at = b.offset() + (from + k) * b.stride() + column;
        System.arraycopy(b.data(), at, panel[k], 0, width);
      } else {
        int at = b.offset() + column * b.stride() + from + k;
        for (int j = 0; j < width; j++) {
          panel[k][j] = b.data()[at + j * b.stride()];
        }
      }
    }
  }

  private void addPanel(float[][] panel, int from, int height, int column, int rows) {
    float[] sum = new float[panel[0].length];
    for (int i = 0; i < rows; i++) {
      int at = c.offset() + i * c.stride() + column;
      System.arraycopy(c.data(), at, sum, 0, sum.length);
      int k = 0;
      for (; k + 3 < height; k += 4) {
        addScaled(
            left(i, from + k),
            panel[k],
            left(i, from + k + 1),
            panel[k + 1],
            left(i, from + k + 2),
            panel[k + 2],
            left(i, from + k + 3),
            panel[k + 3],
            sum);
      }
      for (; k < height; k++) {
        addScaled(left(i, from + k), panel[k], sum);
      }
      System.arraycopy(sum, 0, c.data(), at, sum.length);
    }
  }

  private float left(int row, int k) {
    int at = transposeA ? k * a.stride() + row : row * a.stride() + k;
    return alpha * a.data()[a.offset() + at];
  }

  /** Adds four rows at once, in the same order; the sum is loaded and stored only once. */
  private static void addScaled(
      float scale0,
      float[] row0,
      float scale1,
      float[] row1,
      float scale2,
      float[] row2,
      float scale3,
      float[] row3,
      float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = sum[j] + scale0 * row0[j] + scale1 * row1[j] + scale2 * row2[j] + scale3 * row3[j];
    }
  }

  private static void addScaled(float scale, float[] row, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += scale * row[j];
    }
  }
}
