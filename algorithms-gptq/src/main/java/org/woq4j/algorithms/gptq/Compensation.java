package org.woq4j.algorithms.gptq;

import java.util.Optional;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;

/**
 * How later rows compensate the rounding errors of earlier ones. In the order of rounding, the
 * Hessian is H = MᵀDM with a diagonal D and a lower triangular M whose diagonal is 1. For errors E
 * = Ŵ − W the loss is tr(EᵀHE) = Σ_i D_ii ‖E_i + Σ_{j<i} M_ij E_j‖². Row i makes its term smallest
 * if it rounds W_i − Σ_{j<i} M_ij E_j instead of W_i. These are the weights that GPTQ rounds, which
 * it finds with the Cholesky factor of H⁻¹ (arXiv 2507.18553); M needs no inverse.
 *
 * @param order [K], the inputs in the order of rounding
 * @param shares M without its diagonal, [K,K], in the order of rounding; 0 on and above the
 *     diagonal
 */
record Compensation(int[] order, FloatMatrix shares) {

  /** Smaller shares do not change any weight, but their subnormal products are slow to compute. */
  private static final double LEAST_SHARE = 0x1p-64;

  /** Rows of a task. */
  private static final int ROWS = 64;

  /**
   * Factors a Hessian.
   *
   * @param damp share of the mean of its diagonal that is added to it
   * @return empty if the damped Hessian is not positive definite
   */
  static Optional<Compensation> of(
      Hessian hessian, int[] order, double damp, AlgorithmContext context) {
    int n = hessian.features();
    double[] matrix = hessian.damped(reversed(order), damp);
    if (!context.linearAlgebra().cholesky(matrix, n, context::forEach)) {
      return Optional.empty();
    }
    float[] shares = new float[matrix.length];
    context.forEach(
        (n + ROWS - 1) / ROWS,
        task -> {
          for (int i = task * ROWS; i < Math.min(n, (task + 1) * ROWS); i++) {
            fill(i, n, matrix, shares);
          }
        });
    return Optional.of(new Compensation(order, FloatMatrix.of(shares, n, n)));
  }

  /** Fills row i from the upper factor of H in reversed order: M_ij = U_rs / U_rr. */
  private static void fill(int i, int n, double[] factor, float[] shares) {
    int last = (n - i) * n - 1;
    double pivot = factor[last - i];
    for (int j = 0; j < i; j++) {
      double share = factor[last - j] / pivot;
      shares[i * n + j] = Math.abs(share) < LEAST_SHARE ? 0 : (float) share;
    }
  }

  private static int[] reversed(int[] order) {
    int[] reversed = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      reversed[order.length - 1 - i] = order[i];
    }
    return reversed;
  }
}
