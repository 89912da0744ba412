package org.woq4j.evaluation.measure;

import java.nio.FloatBuffer;
import org.woq4j.evaluation.models.Floats;

/**
 * How far the predictions of both models at one position are apart.
 *
 * @param nats the Kullback-Leibler divergence of the quantized model's distribution from the float
 *     model's
 * @param sameTop whether both find the same token most probable
 */
record TokenDivergence(double nats, boolean sameTop) {

  /**
   * The divergence of a row.
   *
   * @param reference scores [rows, vocabulary]
   * @param candidate scores of the same shape
   * @param row which row
   * @param vocabulary elements of a row
   */
  static TokenDivergence of(FloatBuffer reference, FloatBuffer candidate, int row, int vocabulary) {
    int from = row * vocabulary;
    int before = Floats.greatest(reference, from, vocabulary);
    int after = Floats.greatest(candidate, from, vocabulary);
    double maximumBefore = reference.get(before);
    double maximumAfter = candidate.get(after);
    double sumBefore = 0;
    double sumAfter = 0;
    double weighted = 0;
    for (int i = from; i < from + vocabulary; i++) {
      double p = Math.exp(reference.get(i) - maximumBefore);
      sumBefore += p;
      sumAfter += Math.exp(candidate.get(i) - maximumAfter);
      // Not p ln(p / q): scores of -infinity have no probability and no divergence.
      weighted +=
          p == 0 ? 0 : p * ((reference.get(i) - maximumBefore) - (candidate.get(i) - maximumAfter));
    }
    return new TokenDivergence(
        weighted / sumBefore + Math.log(sumAfter) - Math.log(sumBefore), before == after);
  }
}
