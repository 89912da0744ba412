package org.woq4j.algorithms.awq;

import java.util.Arrays;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * The squared error of outputs, ‖X·D‖² = tr(Dᵀ·G·D) with G = XᵀX. G is symmetric, so the blocks on
 * and right of its diagonal are enough, and the work is halved:
 *
 * <pre>tr(Dᵀ·G·D) = 2 Σ_i ⟨D_i, ½·G_ii·D_i + Σ_{j>i} G_ij·D_j⟩</pre>
 */
final class OutputError {

  /** Fixed, because the bits of the result depend on it. */
  private static final int BLOCK_ROWS = 128;

  private final float[] gram;
  private final AlgorithmContext context;

  /**
   * @param gram G, [K,K] row-major
   */
  OutputError(float[] gram, AlgorithmContext context) {
    this.gram = gram;
    this.context = context;
  }

  /**
   * Computes the error on the caller's thread.
   *
   * @param difference D, [K, columns] row-major
   */
  double of(float[] difference, int columns) {
    int inputs = difference.length / columns;
    FloatMatrix g = FloatMatrix.of(gram, inputs, inputs);
    FloatMatrix d = FloatMatrix.of(difference, inputs, columns);
    float[] product = new float[Math.min(BLOCK_ROWS, inputs) * columns];
    double sum = 0;
    for (int from = 0; from < inputs; from += BLOCK_ROWS) {
      context.checkCancelled();
      int to = Math.min(inputs, from + BLOCK_ROWS);
      FloatMatrix p = FloatMatrix.of(product, to - from, columns);
      Arrays.fill(product, 0);
      multiplyAdd(0.5f, g.slice(from, to, from, to), d.slice(from, to, 0, columns), p);
      if (to < inputs) {
        multiplyAdd(1, g.slice(from, to, to, inputs), d.slice(to, inputs, 0, columns), p);
      }
      sum += innerProduct(difference, from * columns, product, (to - from) * columns);
    }
    return 2 * sum;
  }

  private void multiplyAdd(float alpha, FloatMatrix a, FloatMatrix b, FloatMatrix c) {
    context.linearAlgebra().multiplyAdd(alpha, a, Transposition.AS_IS, b, Transposition.AS_IS, c);
  }

  private static double innerProduct(float[] some, int from, float[] others, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) some[from + i] * others[i];
    }
    return sum;
  }
}
