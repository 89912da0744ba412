package org.woq4j.kernels.algebra;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;

/**
 * Products in plain loops, factors by Commons Math. Every call runs on its caller's thread, and
 * gives the same bits every time.
 */
public final class PlainLinearAlgebra implements LinearAlgebra {

  /** A pivot at or below this share of the largest diagonal element counts as not positive. */
  private static final double LEAST_PIVOT = 1e-15;

  @Override
  public String name() {
    return "plain Java";
  }

  @Override
  public void multiplyAdd(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c) {
    new Product(alpha, a, transposeA, b, transposeB, c).add();
  }

  @Override
  public void addGram(FloatMatrix x, FloatMatrix c) {
    new Product(1, x, Transposition.TRANSPOSED, x, Transposition.AS_IS, c).addUpper();
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < i; j++) {
        c.data()[c.offset() + i * c.stride() + j] = c.data()[c.offset() + j * c.stride() + i];
      }
    }
  }

  @Override
  public boolean cholesky(double[] matrix, int n) {
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, matrix[i * n + i]);
    }
    try {
      RealMatrix upper =
          new CholeskyDecomposition(rows(matrix, n), Double.MAX_VALUE, LEAST_PIVOT * largest)
              .getLT();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          matrix[i * n + j] = upper.getEntry(i, j);
        }
      }
    } catch (NonPositiveDefiniteMatrixException notPositiveDefinite) {
      return false;
    }
    // A NaN is below no threshold, and spreads to all later pivots.
    return n == 0 || Double.isFinite(matrix[n * n - 1]);
  }

  @Override
  public void invertFromCholesky(double[] factor, int n) {
    double[] inverse = inverseOfUpper(factor, n);
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double sum = 0;
        for (int k = j; k < n; k++) {
          sum += inverse[i * n + k] * inverse[j * n + k];
        }
        factor[i * n + j] = sum;
        factor[j * n + i] = sum;
      }
    }
  }

  /** U⁻¹ by back substitution, row by row from the last. */
  private static double[] inverseOfUpper(double[] factor, int n) {
    double[] inverse = new double[n * n];
    for (int i = n - 1; i >= 0; i--) {
      double pivot = factor[i * n + i];
      inverse[i * n + i] = 1 / pivot;
      for (int k = i + 1; k < n; k++) {
        double scale = factor[i * n + k] / pivot;
        for (int j = k; j < n; j++) {
          inverse[i * n + j] -= scale * inverse[k * n + j];
        }
      }
    }
    return inverse;
  }

  private static RealMatrix rows(double[] matrix, int n) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix, i * n, rows[i], 0, n);
    }
    return new Array2DRowRealMatrix(rows, false);
  }
}
