package org.woq4j.algorithms.gptq;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.math.FloatMatrix;

/**
 * The Hessian of a WeightGroup's squared output error, H = XᵀX/n over the n rows of its activation
 * X. An input that is zero in all rows is dead: its H_ii is 1, and its other elements are 0.
 *
 * @param gram XᵀX, [K,K] row-major
 * @param features K
 * @param samples n
 */
record Hessian(float[] gram, int features, long samples) {

  /**
   * The Hessian of a WeightGroup.
   *
   * @throws WoqException if there are no statistics of its activation
   */
  static Hessian of(WeightGroup group) {
    float[] gram =
        group
            .statistics()
            .gram()
            .filter(sum -> group.statistics().rows() > 0)
            .orElseThrow(
                () ->
                    GptqError.NO_STATISTICS.because(
                        "gptq needs statistics of " + group.site() + ", and there are none",
                        "add a calibration with samples that reach it, or choose rtn for its"
                            + " weights"));
    return new Hessian(gram, group.inputFeatures(), group.statistics().rows());
  }

  /** Whether all elements are finite. */
  boolean isFinite() {
    double sum = 0;
    for (float element : gram) {
      sum += element;
    }
    return Double.isFinite(sum);
  }

  /** The Gram matrix's diagonal, [K]. */
  float[] diagonal() {
    float[] diagonal = new float[features];
    for (int i = 0; i < features; i++) {
      diagonal[i] = gram[i * features + i];
    }
    return diagonal;
  }

  /** The inputs in their own order. */
  int[] order() {
    return IntStream.range(0, features).toArray();
  }

  /** The inputs by decreasing H_ii; equal ones keep their order. */
  int[] orderByActivation() {
    float[] diagonal = diagonal();
    return IntStream.range(0, features)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -diagonal[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * H + λI with λ = damp · mean(H_ii), [K,K] row-major, rows and columns in the given order, only
   * on and above the diagonal.
   *
   * @param order [K], the input of each row and column
   */
  double[] damped(int[] order, double damp) {
    double[] damped = new double[Math.multiplyExact(features, features)];
    float[] diagonal = diagonal();
    double trace = 0;
    for (int i = 0; i < features; i++) {
      int row = order[i];
      boolean dead = diagonal[row] == 0;
      for (int j = i + 1; j < features && !dead; j++) {
        int column = order[j];
        double element = diagonal[column] == 0 ? 0 : gram[row * features + column];
        damped[i * features + j] = element / samples;
      }
      damped[i * features + i] = dead ? 1 : (double) diagonal[row] / samples;
      trace += damped[i * features + i];
    }
    for (int i = 0; i < damped.length; i += features + 1) {
      damped[i] += damp * trace / features;
    }
    return damped;
  }

  /** The Gram matrix with damp · mean of its diagonal added to the diagonal, [K,K]. */
  FloatMatrix dampedGram(double damp) {
    float[] damped = gram.clone();
    double trace = 0;
    for (int i = 0; i < damped.length; i += features + 1) {
      trace += damped[i];
    }
    for (int i = 0; i < damped.length; i += features + 1) {
      damped[i] += (float) (damp * trace / features);
    }
    return FloatMatrix.of(damped, features, features);
  }
}
