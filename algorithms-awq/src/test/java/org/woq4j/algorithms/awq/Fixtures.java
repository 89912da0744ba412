package org.woq4j.algorithms.awq;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.ArrayWeight;

/** Seeded weights and activations of several magnitudes, correlated as activations are. */
final class Fixtures {

  private static final int ROWS = 300;

  private Fixtures() {}

  static ArrayWeight weight(int inputs, int outputs, long seed) {
    Random random = new Random(seed);
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.05 * random.nextGaussian());
    }
    return new ArrayWeight("weight", inputs, outputs, values);
  }

  static WeightGroup group(int inputs, ActivationStatistics statistics, int... outputs) {
    WeightView[] weights = new WeightView[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      weights[i] = weight(inputs, outputs[i], 17 + i);
    }
    return new WeightGroup("x", List.of(weights), statistics);
  }

  /** Feature k has the given magnitude beside a part that all features share. */
  static ActivationStatistics statistics(float[] magnitude) {
    int features = magnitude.length;
    Random random = new Random(features);
    float[] absolute = new float[features];
    float[] least = new float[features];
    float[] greatest = new float[features];
    double[] gram = new double[features * features];
    double[] x = new double[features];
    for (int row = 0; row < ROWS; row++) {
      double common = random.nextGaussian();
      for (int k = 0; k < features; k++) {
        x[k] = magnitude[k] * (random.nextGaussian() + 0.5 * common);
        absolute[k] += (float) Math.abs(x[k]);
        least[k] = Math.min(least[k], (float) x[k]);
        greatest[k] = Math.max(greatest[k], (float) x[k]);
      }
      for (int i = 0; i < features; i++) {
        for (int j = 0; j < features; j++) {
          gram[i * features + j] += x[i] * x[j];
        }
      }
    }
    float[] sums = new float[gram.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (float) gram[i];
    }
    return ActivationStatistics.ofSums(
        features,
        ROWS,
        Map.of(
            Statistic.ABS_MEAN,
            absolute,
            Statistic.MIN,
            least,
            Statistic.MAX,
            greatest,
            Statistic.GRAM,
            sums));
  }

  /** Magnitudes over two decades, a few of them large. */
  static float[] magnitudes(int features) {
    Random random = new Random(3);
    float[] magnitudes = new float[features];
    for (int k = 0; k < features; k++) {
      magnitudes[k] = (float) StrictMath.exp(random.nextGaussian()) * (k % 29 == 4 ? 10 : 1);
    }
    return magnitudes;
  }
}
