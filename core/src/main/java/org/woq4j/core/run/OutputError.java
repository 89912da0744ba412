package org.woq4j.core.run;

import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.core.parallel.Workers;

/**
 * Measures the effect of a matrix D [K,N] on a layer's output on the calibration data: ‖XD‖² =
 * tr(DᵀGD) with the Gram matrix G = XᵀX. Bits do not depend on the number of threads.
 */
final class OutputError {

  /** Rows of D that are multiplied at a time. */
  private static final int ROWS = 256;

  private final float[] gram;
  private final LinearAlgebra algebra;
  private final Workers workers;

  /**
   * Measures by a Gram matrix.
   *
   * @param gram [K,K] row-major
   */
  OutputError(float[] gram, LinearAlgebra algebra, Workers workers) {
    this.gram = gram;
    this.algebra = algebra;
    this.workers = workers;
  }

  /**
   * ‖XD‖².
   *
   * @param matrix D, [K,N] row-major
   * @param inputs K
   */
  double squares(float[] matrix, int inputs) {
    int outputs = matrix.length / inputs;
    FloatMatrix whole = FloatMatrix.of(matrix, inputs, outputs);
    double[] parts = new double[(inputs + ROWS - 1) / ROWS];
    workers.forEach(parts.length, part -> parts[part] = part(whole, part * ROWS));
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    return Math.max(0, sum);
  }

  /** The part of some rows. G is symmetric: blocks right of the diagonal block count twice. */
  private double part(FloatMatrix matrix, int from) {
    int inputs = matrix.rows();
    int to = Math.min(inputs, from + ROWS);
    double sum = product(matrix, from, to, from, to);
    return to == inputs ? sum : sum + 2 * product(matrix, from, to, to, inputs);
  }

  /** The trace of D[from..to)ᵀ G[from..to, left..right) D[left..right). */
  private double product(FloatMatrix matrix, int from, int to, int left, int right) {
    int inputs = matrix.rows();
    int outputs = matrix.columns();
    float[] product = new float[(to - from) * outputs];
    algebra.multiplyAdd(
        1,
        FloatMatrix.of(gram, inputs, inputs).slice(from, to, left, right),
        Transposition.AS_IS,
        matrix.slice(left, right, 0, outputs),
        Transposition.AS_IS,
        FloatMatrix.of(product, to - from, outputs));
    double sum = 0;
    for (int i = 0; i < product.length; i++) {
      sum += (double) product[i] * matrix.data()[from * outputs + i];
    }
    return sum;
  }
}
