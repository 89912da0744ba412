package org.woq4j.algorithms.awq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.ScaleType;

/**
 * The scales that the search tries. Let a be the mean magnitude of each input channel's activation,
 * and w that of its weights; the scales are {@code a^alpha} and {@code a^alpha / w^(1 - alpha)}.
 */
final class ScaleCandidates {

  /** Number of values of alpha, evenly spaced in [0, 1). */
  static final int EXPONENTS = 20;

  /** Lower bound for dead inputs and for channels with only zero weights. */
  private static final double LEAST = 1e-4;

  /** A scale and its reciprocal stay normal numbers in every type. */
  private static final double GREATEST = 0x1p14;

  private ScaleCandidates() {}

  /**
   * {@return all candidates, each [K]; their elements are reciprocals of numbers of the given type.
   * The first candidate is 1 for every channel}
   *
   * @param activation [K], mean of |x|
   * @param weight [K], in [0, 1]
   * @param type the type that holds the reciprocals without loss
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

  /** The candidates of the same form with the next smaller and the next larger alpha. */
  static int[] neighbours(int candidate) {
    return IntStream.of(candidate - 1, candidate + 1)
        .filter(i -> i >= 0 && i / EXPONENTS == candidate / EXPONENTS)
        .toArray();
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

  /** Has the same bits on every machine, unlike {@link Math#pow}. */
  private static double power(double base, double exponent) {
    return StrictMath.pow(base, exponent);
  }

  private static float[] normalised(double[] scale, ElementType type) {
    double greatest = Arrays.stream(scale).max().orElseThrow();
    double least = Arrays.stream(scale).min().orElseThrow();
    double middle = Math.sqrt(greatest * least);
    float[] normalised = new float[scale.length];
    for (int k = 0; k < scale.length; k++) {
      normalised[k] = storable(scale[k] / middle, type);
    }
    return normalised;
  }

  /** The nearest scale whose reciprocal is a number of the given type. */
  static float storable(double scale, ElementType type) {
    double s = Math.min(Math.max(scale, 1 / GREATEST), GREATEST);
    return 1 / ScaleType.round((float) (1 / s), type);
  }
}
