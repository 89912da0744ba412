package org.woq4j.evaluation.speed;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.util.ResizableDoubleArray;
import org.woq4j.evaluation.result.SpeedResult.Ratio;
import org.woq4j.evaluation.result.SpeedResult.Times;

/** The times of both models, turn by turn. Not safe for several threads. */
final class Turns {

  private static final int RESAMPLES = 1000;
  private static final int SEED = 20;

  private final ResizableDoubleArray reference = new ResizableDoubleArray();
  private final ResizableDoubleArray candidate = new ResizableDoubleArray();

  void add(double original, double quantized) {
    reference.addElement(original);
    candidate.addElement(quantized);
  }

  Times reference() {
    return times(reference.getElements());
  }

  Times candidate() {
    return times(candidate.getElements());
  }

  private static Times times(double[] seconds) {
    return new Times(median(seconds), StatUtils.percentile(seconds, 95));
  }

  static double median(double[] values) {
    return StatUtils.percentile(values, 50);
  }

  /** The median of the ratios of all turns: both times of a turn are of the same input. */
  Ratio ratio() {
    double[] ratios = candidate.getElements();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= reference.getElement(i);
    }
    RandomGenerator random = new Well19937c(SEED);
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[ratios.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = ratios[random.nextInt(ratios.length)];
      }
      medians[i] = median(resample);
    }
    return new Ratio(
        median(ratios), StatUtils.percentile(medians, 2.5), StatUtils.percentile(medians, 97.5));
  }
}
