package org.woq4j.api.math;

import java.util.function.IntConsumer;
import org.woq4j.api.Experimental;

/**
 * Dense linear algebra, found by {@link java.util.ServiceLoader}. A call runs only on the caller's
 * thread, and on threads that the caller lends as {@link Parallel}. On one kind of processor it
 * always computes the same bits, on any number of threads, however many calls run at the same time.
 * The last bits of an element may depend on the shape of the call, so callers split work into tiles
 * with shapes that do not depend on the number of threads. Safe for use by several threads at once
 * on different destinations.
 */
@Experimental
public interface LinearAlgebra {

  /** Whether a factor of a product is used as it is or transposed. */
  enum Transposition {
    /** op(M) = M. */
    AS_IS,
    /** op(M) = Mᵀ. */
    TRANSPOSED;

    /**
     * {@return the number of rows of op(M)}
     *
     * @param matrix M
     */
    public int rows(FloatMatrix matrix) {
      return this == AS_IS ? matrix.rows() : matrix.columns();
    }

    /**
     * {@return the number of columns of op(M)}
     *
     * @param matrix M
     */
    public int columns(FloatMatrix matrix) {
      return this == AS_IS ? matrix.columns() : matrix.rows();
    }
  }

  /** Threads that a caller lends to a call. */
  @FunctionalInterface
  interface Parallel {

    /** Only the caller's thread. */
    Parallel NONE =
        (tasks, task) -> {
          for (int i = 0; i < tasks; i++) {
            task.accept(i);
          }
        };

    /**
     * Runs {@code task} for 0 to {@code tasks - 1}, in any order and on any threads, and returns
     * when all are done. Its exceptions leave the call that uses it.
     *
     * @param tasks number of tasks
     * @param task receives the index of the task to run; must not call this
     */
    void forEach(int tasks, IntConsumer task);
  }

  /** A pivot at or below this share of the largest diagonal element counts as not positive. */
  double LEAST_PIVOT = 1e-15;

  /** {@return the name of the implementation, for the report} */
  String name();

  /**
   * C += alpha · op(A) · op(B).
   *
   * @param alpha factor of the product
   * @param a A, float32
   * @param transposeA op for A
   * @param b B, float32
   * @param transposeB op for B
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
   * @param matrix [n,n] row-major float64; only its elements on and above the diagonal are read;
   *     undefined afterwards if the result is false
   * @param n rows and columns of the matrix
   * @param parallel threads that help
   * @return false if the matrix is not positive definite: not finite, or with a pivot of at most
   *     {@link #LEAST_PIVOT} of its largest diagonal element
   */
  boolean cholesky(double[] matrix, int n, Parallel parallel);

  /**
   * Replaces an upper Cholesky factor U by the inverse of UᵀU, both triangles.
   *
   * @param factor [n,n] row-major float64, as {@link #cholesky} leaves it
   * @param n rows and columns of the matrix
   */
  void invertFromCholesky(double[] factor, int n);

  /**
   * Checks that op(A) · op(B) can be added to C.
   *
   * @param a A
   * @param transposeA op for A
   * @param b B
   * @param transposeB op for B
   * @param c C
   * @throws IllegalArgumentException if the shapes do not fit
   */
  static void checkProduct(
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c) {
    int rows = transposeA.rows(a);
    int columns = transposeB.columns(b);
    if (transposeA.columns(a) != transposeB.rows(b) || c.rows() != rows || c.columns() != columns) {
      throw new IllegalArgumentException(
          "a product of %d x %d and %d x %d does not fit %d x %d"
              .formatted(
                  rows, transposeA.columns(a), transposeB.rows(b), columns, c.rows(), c.columns()));
    }
  }
}
