package org.woq4j.api.math;

/**
 * Dense linear algebra. Implemented by the host; the same call gives the same bits whatever the
 * number of threads. Safe for use by several threads at once on different destinations.
 */
public interface LinearAlgebra {

  /** Whether a factor of a product is taken as it stands or transposed. */
  enum Transposition {
    AS_IS,
    TRANSPOSED
  }

  /** Name of the implementation, for the log and the report. */
  String name();

  /**
   * C += alpha · op(A) · op(B).
   *
   * @param c receives the sum; shares no element with A or B
   * @throws IllegalArgumentException if the shapes do not fit
   */
  void multiplyAdd(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c);

  /**
   * C += XᵀX, both triangles.
   *
   * @param x [rows, K]
   * @param c [K,K], symmetric
   */
  void addGram(FloatMatrix x, FloatMatrix c);

  /**
   * Replaces a symmetric positive definite matrix by its upper Cholesky factor U, A = UᵀU, with
   * zeros below the diagonal.
   *
   * @param matrix [n,n] row-major float64; undefined afterwards if the result is false
   * @return false if the matrix is not positive definite
   */
  boolean cholesky(double[] matrix, int n);

  /**
   * Replaces an upper Cholesky factor U by the inverse of UᵀU, both triangles.
   *
   * @param factor [n,n] row-major float64, as {@link #cholesky} leaves it
   */
  void invertFromCholesky(double[] factor, int n);
}
