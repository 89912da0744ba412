package org.woq4j.algorithms.gptq;

import java.util.Optional;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;

/**
 * How later rows compensate the rounding errors of earlier ones. Let U be the upper Cholesky factor
 * of H⁻¹ (H⁻¹ = UᵀU): U_ij/U_ii times the error of row i is subtracted from each later row j.
 *
 * @param order [K], the inputs in the order of rounding
 * @param shares U with each row divided by its diagonal element, [K,K], in the order of rounding
 */
record Compensation(int[] order, FloatMatrix shares) {

  /** Smaller shares do not change any weight, but their subnormal products are slow to compute. */
  private static final double LEAST_SHARE = 0x1p-64;

  /**
   * Factors a Hessian.
   *
   * @param damp share of the mean of its diagonal that is added to it
   * @return empty if the damped Hessian is not positive definite
   */
  static Optional<Compensation> of(
      Hessian hessian, int[] order, double damp, LinearAlgebra algebra) {
    int n = hessian.features();
    double[] matrix = hessian.damped(order, damp);
    if (!algebra.cholesky(matrix, n)) {
      return Optional.empty();
    }
    algebra.invertFromCholesky(matrix, n);
    if (!algebra.cholesky(matrix, n)) {
      return Optional.empty();
    }
    return Optional.of(new Compensation(order, FloatMatrix.of(rowsByDiagonal(matrix, n), n, n)));
  }

  private static float[] rowsByDiagonal(double[] factor, int n) {
    float[] shares = new float[factor.length];
    for (int i = 0; i < n; i++) {
      double pivot = factor[i * n + i];
      for (int j = i; j < n; j++) {
        double share = factor[i * n + j] / pivot;
        shares[i * n + j] = Math.abs(share) < LEAST_SHARE ? 0 : (float) share;
      }
    }
    return shares;
  }
}
