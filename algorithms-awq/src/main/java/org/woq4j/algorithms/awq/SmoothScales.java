package org.woq4j.algorithms.awq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.weight.ElementType;

/**
 * The scales of SmoothQuant: {@code x^alpha / w^(1 - alpha)} for the largest magnitude x of an
 * input channel's activation and w of its weights, divided by their geometric mean.
 *
 * @param activation [K], the largest |x|
 * @param weight [K], the largest |W|
 * @param type the type that holds reciprocals of scales without loss
 */
record SmoothScales(float[] activation, float[] weight, ElementType type) {

  /**
   * The scales for a group's activation.
   *
   * @param statistics with MIN, MAX and GRAM
   */
  static SmoothScales of(ActivationStatistics statistics, float[] weight, ElementType type) {
    return new SmoothScales(ActivationRange.of(statistics).magnitudes(), weight, type);
  }

  /** Candidates for a {@link ScaleSearch}: 1 for every channel, then rising values of alpha. */
  List<float[]> candidates() {
    float[] ones = new float[weight.length];
    Arrays.fill(ones, 1);
    List<float[]> candidates = new ArrayList<>(List.of(ones));
    for (int i = 1; i < ScaleCandidates.EXPONENTS; i++) {
      candidates.add(at((double) i / ScaleCandidates.EXPONENTS));
    }
    return candidates;
  }

  /** The scale [K] for a value of alpha; 1 for dead inputs and for channels of zeros. */
  float[] at(double alpha) {
    double[] logarithms = new double[weight.length];
    double sum = 0;
    int live = 0;
    for (int k = 0; k < logarithms.length; k++) {
      if (isLive(k)) {
        logarithms[k] =
            alpha * StrictMath.log(activation[k]) - (1 - alpha) * StrictMath.log(weight[k]);
        sum += logarithms[k];
        live++;
      }
    }
    float[] scale = new float[weight.length];
    for (int k = 0; k < scale.length; k++) {
      double s = isLive(k) ? StrictMath.exp(logarithms[k] - sum / live) : 1;
      scale[k] = ScaleCandidates.storable(s, type);
    }
    return scale;
  }

  private boolean isLive(int k) {
    return activation[k] > 0 && weight[k] > 0;
  }
}
