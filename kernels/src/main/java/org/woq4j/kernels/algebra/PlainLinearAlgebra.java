package org.woq4j.kernels.algebra;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;

/** Products in plain loops, factors by Commons Math. Single-threaded; always the same bits. */
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
    FloatMatrix left = transposeA == Transposition.TRANSPOSED ? transposed(a) : a;
    FloatMatrix right = transposeB == Transposition.TRANSPOSED ? transposed(b) : b;
    if (left.columns() != right.rows()
        || c.rows() != left.rows()
        || c.columns() != right.columns()) {
      throw new IllegalArgumentException(
          "a product of "
              + left.rows()
              + " x "
              + left.columns()
              + " and "
              + right.rows()
              + " x "
              + right.columns()
              + " does not fit "
              + c.rows()
              + " x "
              + c.columns());
    }
    float[] sum = new float[c.columns()];
    float[] factor = new float[c.columns()];
    for (int i = 0; i < c.rows(); i++) {
      int at = c.offset() + i * c.stride();
      System.arraycopy(c.data(), at, sum, 0, sum.length);
      for (int k = 0; k < left.columns(); k++) {
        float scale = alpha * left.data()[left.offset() + i * left.stride() + k];
        if (scale != 0) {
          System.arraycopy(
              right.data(), right.offset() + k * right.stride(), factor, 0, factor.length);
          addScaled(scale, factor, sum);
        }
      }
      System.arraycopy(sum, 0, c.data(), at, sum.length);
    }
  }

  /** Indexed by the loop variable alone, so that the compiler vectorizes it. */
  private static void addScaled(float scale, float[] factor, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += scale * factor[j];
    }
  }

  private static FloatMatrix transposed(FloatMatrix matrix) {
    float[] data = new float[matrix.rows() * matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        data[j * matrix.rows() + i] = matrix.data()[matrix.offset() + i * matrix.stride() + j];
      }
    }
    return FloatMatrix.of(data, matrix.columns(), matrix.rows());
  }

  @Override
  public void addGram(FloatMatrix x, FloatMatrix c) {
    multiplyAdd(1, x, Transposition.TRANSPOSED, x, Transposition.AS_IS, c);
  }

  @Override
  public boolean cholesky(double[] matrix, int n) {
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, matrix[i * n + i]);
    }
    try {
      RealMatrix lower =
          new CholeskyDecomposition(rows(matrix, n), Double.MAX_VALUE, LEAST_PIVOT * largest)
              .getL();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          matrix[i * n + j] = lower.getEntry(j, i);
        }
      }
      return true;
    } catch (NonPositiveDefiniteMatrixException notPositiveDefinite) {
      return false;
    }
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
