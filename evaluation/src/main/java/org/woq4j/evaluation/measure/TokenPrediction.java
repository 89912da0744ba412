package org.woq4j.evaluation.measure;

import java.nio.FloatBuffer;
import org.woq4j.evaluation.models.Floats;

/**
 * What both models predict at one position.
 *
 * @param lossBefore -ln of the probability that the float model gives the right token
 * @param lossAfter the same of the quantized model
 * @param divergence the Kullback-Leibler divergence of the quantized model's distribution from the
 *     float model's, in nats
 * @param change the quantized model's probability of the right token less the float model's
 * @param sameTop whether both find the same token most probable
 */
record TokenPrediction(
    double lossBefore, double lossAfter, double divergence, double change, boolean sameTop) {

  /**
   * The predictions of a row.
   *
   * @param reference scores [rows, vocabulary]
   * @param candidate scores of the same shape
   * @param row which row
   * @param vocabulary elements of a row
   * @param right the token that comes next
   */
  static TokenPrediction of(
      FloatBuffer reference, FloatBuffer candidate, int row, int vocabulary, int right) {
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
    double logBefore = Math.log(sumBefore);
    double logAfter = Math.log(sumAfter);
    double lossBefore = logBefore - (reference.get(from + right) - maximumBefore);
    double lossAfter = logAfter - (candidate.get(from + right) - maximumAfter);
    return new TokenPrediction(
        lossBefore,
        lossAfter,
        weighted / sumBefore + logAfter - logBefore,
        Math.exp(-lossAfter) - Math.exp(-lossBefore),
        before == after);
  }
}
