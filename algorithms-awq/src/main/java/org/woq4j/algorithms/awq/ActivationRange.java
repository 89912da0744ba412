package org.woq4j.algorithms.awq;

import org.woq4j.api.calibration.ActivationStatistics;

/**
 * The range of each input channel's activation.
 *
 * @param least [K]
 * @param greatest [K]
 */
record ActivationRange(float[] least, float[] greatest) {

  /** A magnitude of this many root mean squares is to be expected where few rows were seen. */
  private static final double PEAK = 4;

  /**
   * The range that was seen. Few rows do not show the range of every channel, so it is widened
   * where it is narrow for the channel's root mean square, the less the more rows there are for
   * each of the K channels. The host draws the squares of few rows toward their mean, so no channel
   * is taken for a quiet one by chance: on MiniLM, one sentence then gives almost what 16 give.
   *
   * @param statistics with MIN, MAX and GRAM
   */
  static ActivationRange of(ActivationStatistics statistics) {
    float[] least = statistics.min().orElseThrow().clone();
    float[] greatest = statistics.max().orElseThrow().clone();
    float[] gram = statistics.gram().orElseThrow();
    double peak = PEAK * Math.sqrt(Math.min(1, (double) least.length / statistics.rows()));
    for (int k = 0; k < least.length; k++) {
      double meanSquare = gram[k * least.length + k] / statistics.rows();
      double seen = Math.max(-least[k], greatest[k]);
      double widening = seen == 0 ? 1 : Math.max(1, peak * Math.sqrt(meanSquare) / seen);
      least[k] *= (float) widening;
      greatest[k] *= (float) widening;
    }
    return new ActivationRange(least, greatest);
  }

  /** The largest magnitude of each channel, [K]. */
  float[] magnitudes() {
    float[] magnitudes = new float[least.length];
    for (int k = 0; k < magnitudes.length; k++) {
      magnitudes[k] = Math.max(-least[k], greatest[k]);
    }
    return magnitudes;
  }
}
