package org.woq4j.algorithms.gptq;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.tck.fixture.ArrayWeight;
import org.woq4j.tck.fixture.FixtureContext;

/** Seeded weights, statistics and the ways in which tests quantize them. */
final class Samples {

  private static final Gptq ALGORITHM = new Gptq();

  private Samples() {}

  /** Four bits, asymmetric. */
  static QuantScheme scheme(int groupSize) {
    return new QuantScheme(
        4, groupSize, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
  }

  static ArrayWeight weight(int inputs, int outputs, long seed) {
    Random random = new Random(seed);
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new ArrayWeight("weight", inputs, outputs, values);
  }

  /**
   * Gram matrix of seeded activations [rows, K] whose features differ in magnitude and depend on
   * each other.
   */
  static float[] gram(int inputs, int rows, long seed) {
    Random random = new Random(seed);
    double[] magnitude = random.doubles(inputs, 0.1, 3).toArray();
    double[] sum = new double[inputs * inputs];
    double[] x = new double[inputs];
    for (int row = 0; row < rows; row++) {
      double common = random.nextGaussian();
      for (int i = 0; i < inputs; i++) {
        double neighbour = i == 0 ? common : x[i - 1] / magnitude[i - 1];
        x[i] = magnitude[i] * (0.6 * neighbour + 0.3 * common + 0.6 * random.nextGaussian());
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += x[i / inputs] * x[i % inputs];
      }
    }
    float[] gram = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      gram[i] = (float) sum[i];
    }
    return gram;
  }

  /** The unit matrix times {@code scale}. */
  static float[] unit(int inputs, float scale) {
    float[] unit = new float[inputs * inputs];
    for (int i = 0; i < inputs; i++) {
      unit[i * inputs + i] = scale;
    }
    return unit;
  }

  /** A weight at site {@code x}. */
  static WeightGroup group(ArrayWeight weight, float[] gram, int rows) {
    ActivationStatistics statistics =
        ActivationStatistics.ofSums(weight.inputFeatures(), rows, Map.of(Statistic.GRAM, gram));
    return new WeightGroup("x", List.of(weight), statistics);
  }

  static FixtureContext context(QuantScheme scheme, Map<String, ?> options) {
    return FixtureContext.of(scheme, OptionValues.of(ALGORITHM.options(), options))
        .with(new PlainLinearAlgebra());
  }

  static QuantizedGroup quantize(WeightGroup group, QuantScheme scheme, Map<String, ?> options) {
    return ALGORITHM.quantize(group, context(scheme, options));
  }
}
