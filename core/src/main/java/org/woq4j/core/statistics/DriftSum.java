package org.woq4j.core.statistics;

import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.core.parallel.Workers;

/**
 * Sums X'ᵀX over any number of rows, as the difference to the Gram matrix: X'ᵀX = X'ᵀX' + X'ᵀ(X −
 * X'). The last term is small, so its rounding errors in float32 are small too.
 */
final class DriftSum {

  /** Rows of the matrix that a task adds to. */
  private static final int STRIPE = 256;

  private final int features;
  private final float[] sum;

  DriftSum(int features) {
    this.features = features;
    this.sum = new float[Math.multiplyExact(features, features)];
  }

  /**
   * Adds the rows of a chunk, each stripe of the matrix in a task of its own.
   *
   * @param x X', [rows, K]
   * @param drift X − X', [rows, K]
   */
  void add(FloatMatrix x, FloatMatrix drift, LinearAlgebra algebra, Workers workers) {
    FloatMatrix matrix = FloatMatrix.of(sum, features, features);
    workers.forEach(
        (features + STRIPE - 1) / STRIPE,
        stripe -> {
          int from = stripe * STRIPE;
          int to = Math.min(features, from + STRIPE);
          algebra.multiplyAdd(
              1,
              x.slice(0, x.rows(), from, to),
              Transposition.TRANSPOSED,
              drift,
              Transposition.AS_IS,
              matrix.slice(from, to, 0, features));
        });
  }

  /**
   * X'ᵀX, [K,K] row-major. Call it once.
   *
   * @param gram X'ᵀX'
   */
  float[] plus(float[] gram) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += gram[i];
    }
    return sum;
  }
}
