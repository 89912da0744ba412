package org.woq4j.algorithms.gptq;

import java.util.Optional;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * Corrects weights for an activation X' that differs from the float model's X because earlier
 * layers are already quantized. Replaces W by the W* that minimizes ‖X'W* − XW‖² + λ‖W* − W‖². With
 * G = X'ᵀX' and C = X'ᵀX it is W* = (G + λI)⁻¹ (CW + λW) = W + (G + λI)⁻¹ (C − G) W.
 *
 * @param damp λ as a share of the mean of G's diagonal
 * @param inverse (G + λI)⁻¹, [K,K]
 * @param drift C − G, [K,K]
 */
record Correction(double damp, FloatMatrix inverse, FloatMatrix drift) {

  /**
   * Prepares the correction of the weights of a WeightGroup.
   *
   * @param statistics hold G and C
   * @param damp λ as a share of the mean of G's diagonal
   * @return empty if the damped G is not positive definite
   */
  static Optional<Correction> of(
      ActivationStatistics statistics, double damp, LinearAlgebra algebra, Parallel parallel) {
    int n = statistics.features();
    float[] gram = statistics.gram().orElseThrow();
    double[] matrix = damped(gram, n, damp);
    if (!algebra.cholesky(matrix, n, parallel)) {
      return Optional.empty();
    }
    algebra.invertFromCholesky(matrix, n);
    float[] inverse = new float[matrix.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) matrix[i];
    }
    float[] drift = statistics.crossGram().orElseThrow().clone();
    for (int i = 0; i < drift.length; i++) {
      drift[i] -= gram[i];
    }
    return Optional.of(
        new Correction(damp, FloatMatrix.of(inverse, n, n), FloatMatrix.of(drift, n, n)));
  }

  private static double[] damped(float[] gram, int n, double damp) {
    double[] matrix = new double[gram.length];
    double trace = 0;
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = gram[i];
      trace += i % (n + 1) == 0 ? gram[i] : 0;
    }
    for (int i = 0; i < matrix.length; i += n + 1) {
      matrix[i] += damp * trace / n;
    }
    return matrix;
  }

  /**
   * Replaces W by W*.
   *
   * @param columns some columns of W, [K, width]
   */
  void apply(FloatMatrix columns, LinearAlgebra algebra) {
    float[] drifted = new float[columns.rows() * columns.columns()];
    FloatMatrix product = FloatMatrix.of(drifted, columns.rows(), columns.columns());
    algebra.multiplyAdd(1, drift, Transposition.AS_IS, columns, Transposition.AS_IS, product);
    algebra.multiplyAdd(1, inverse, Transposition.AS_IS, product, Transposition.AS_IS, columns);
  }
}
