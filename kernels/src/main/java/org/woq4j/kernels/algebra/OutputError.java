package org.woq4j.kernels.algebra;

import java.util.Arrays;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * The effect of a matrix D [K,N] on a layer's output on the calibration data X: ‖XD‖² = tr(DᵀGD)
 * with G = XᵀX. G is symmetric, so the blocks on and right of its diagonal are enough:
 *
 * <pre>tr(DᵀGD) = 2 Σ_i ⟨D_i, ½ G_ii D_i + Σ_{j>i} G_ij D_j⟩</pre>
 */
public final class OutputError {

  /** Rows of a block. The smaller, the less is computed below the diagonal. */
  private static final int ROWS = 128;

  private final FloatMatrix gram;
  private final FloatMatrix matrix;
  private final LinearAlgebra algebra;

  private OutputError(FloatMatrix gram, FloatMatrix matrix, LinearAlgebra algebra) {
    this.gram = gram;
    this.matrix = matrix;
    this.algebra = algebra;
  }

  /**
   * {@return ‖XD‖²} Its bits do not depend on the number of threads.
   *
   * @param gram G, [K,K]
   * @param matrix D, [K,N]
   * @param algebra computes the products
   * @param parallel threads that help
   */
  public static double squares(
      FloatMatrix gram, FloatMatrix matrix, LinearAlgebra algebra, Parallel parallel) {
    OutputError error = new OutputError(gram, matrix, algebra);
    double[] parts = new double[(matrix.rows() + ROWS - 1) / ROWS];
    parallel.forEach(parts.length, part -> parts[part] = error.part(part * ROWS));
    return Math.max(0, 2 * Arrays.stream(parts).sum());
  }

  /** The term of the block that starts at a row. */
  private double part(int from) {
    int inputs = matrix.rows();
    int columns = matrix.columns();
    int to = Math.min(inputs, from + ROWS);
    float[] product = new float[(to - from) * columns];
    FloatMatrix sum = FloatMatrix.of(product, to - from, columns);
    add(0.5f, from, to, from, to, sum);
    if (to < inputs) {
      add(1, from, to, to, inputs, sum);
    }
    return innerProduct(matrix.slice(from, to, 0, columns), product);
  }

  /** Adds alpha · G[from, to)[left, right) D[left, right). */
  private void add(float alpha, int from, int to, int left, int right, FloatMatrix sum) {
    algebra.multiplyAdd(
        alpha,
        gram.slice(from, to, left, right),
        Transposition.AS_IS,
        matrix.slice(left, right, 0, matrix.columns()),
        Transposition.AS_IS,
        sum);
  }

  /**
   * Of two matrices of at most {@link #ROWS} rows. Sums each column in float32, then in float64.
   */
  private static double innerProduct(FloatMatrix a, float[] b) {
    int columns = a.columns();
    float[] rowOfA = new float[columns];
    float[] rowOfB = new float[columns];
    float[] sums = new float[columns];
    for (int i = 0; i < a.rows(); i++) {
      System.arraycopy(a.data(), a.offset() + i * a.stride(), rowOfA, 0, columns);
      System.arraycopy(b, i * columns, rowOfB, 0, columns);
      for (int j = 0; j < columns; j++) {
        sums[j] += rowOfA[j] * rowOfB[j];
      }
    }
    double total = 0;
    for (float sum : sums) {
      total += sum;
    }
    return total;
  }
}
