package org.woq4j.algorithms.awq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.ScaleType;

/**
 * The scales that are tried. With a the mean magnitude of each input channel's activation and w
 * that of its weights, they are {@code a^alpha} and {@code a^alpha / w^(1 - alpha)}.
 */
final class ScaleCandidates {

  /** Values of alpha, evenly spaced from 0 on, below 1. */
  static final int EXPONENTS = 20;

  /** Keeps dead inputs, and channels whose weights are all zero, from extremes. */
  private static final double LEAST = 1e-4;

  /** Keeps a scale and its reciprocal normal numbers of every type. */
  private static final double GREATEST = 0x1p14;

  private ScaleCandidates() {}

  /**
   * All candidates, each [K] and the reciprocal of numbers of the given type. The first is 1 for
   * every channel.
   *
   * @param activation [K], mean of |x|
   * @param weight [K], in [0, 1]
   * @param type the type in which reciprocals can be stored without loss
   */
  static List<float[]> of(float[] activation, float[] weight, ElementType type) {
    List<float[]> candidates = new ArrayList<>();
    for (boolean ownMagnitude : new boolean[] {false, true}) {
      for (int i = 0; i < EXPONENTS; i++) {
        double alpha = (double) i / EXPONENTS;
        candidates.add(candidate(activation, weight, alpha, ownMagnitude, type));
      }
    }
    return candidates;
  }

  private static float[] candidate(
      float[] activation, float[] weight, double alpha, boolean ownMagnitude, ElementType type) {
    double[] scale = new double[activation.length];
    for (int k = 0; k < scale.length; k++) {
      double s = power(activation[k], alpha);
      if (ownMagnitude) {
        s /= power(Math.max(weight[k], LEAST), 1 - alpha);
      }
      scale[k] = Math.max(s, LEAST);
    }
    return normalised(scale, type);
  }

  /** The same bits on every machine, unlike {@link Math#pow}. */
  private static double power(double base, double exponent) {
    return StrictMath.pow(base, exponent);
  }

  private static float[] normalised(double[] scale, ElementType type) {
    double greatest = Arrays.stream(scale).max().orElseThrow();
    double least = Arrays.stream(scale).min().orElseThrow();
    double middle = Math.sqrt(greatest * least);
    float[] normalised = new float[scale.length];
    for (int k = 0; k < scale.length; k++) {
      double s = Math.min(Math.max(scale[k] / middle, 1 / GREATEST), GREATEST);
      normalised[k] = 1 / ScaleType.round((float) (1 / s), type);
    }
    return normalised;
  }
}
