package org.woq4j.core;

import java.util.stream.IntStream;

/** Gram matrices of some rows [rows, K], in float64 and by their definitions. */
public final class ReferenceGram {

  private ReferenceGram() {}

  /** XᵀX, [K,K] row-major. */
  public static double[] of(float[] values, int features) {
    double[] gram = new double[features * features];
    for (int row = 0; row < values.length; row += features) {
      for (int i = 0; i < features; i++) {
        for (int j = 0; j < features; j++) {
          gram[i * features + j] += (double) values[row + i] * values[row + j];
        }
      }
    }
    return gram;
  }

  /** The Gram matrix, shrunk as the definition of the variance over rows says. */
  public static double[] shrunk(float[] values, int features) {
    int rows = values.length / features;
    double[] gram = of(values, features);
    double mean = IntStream.range(0, features).mapToDouble(k -> gram[k * features + k]).sum();
    mean /= features;
    double[] variance = new double[2];
    double[] distance = new double[2];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        double element = gram[i * features + j];
        int part = i == j ? 0 : 1;
        for (int row = 0; row < values.length; row += features) {
          double deviation = (double) values[row + i] * values[row + j] - element / rows;
          variance[part] += deviation * deviation * rows / (rows - 1);
        }
        distance[part] += Math.pow(i == j ? element - mean : element, 2);
      }
    }
    double toMean = distance[0] == 0 ? 1 : Math.min(1, variance[0] / distance[0]);
    double share = distance[1] == 0 ? 1 : Math.min(1, variance[1] / distance[1]);
    for (int i = 0; i < gram.length; i++) {
      boolean diagonal = i % (features + 1) == 0;
      double target = diagonal ? gram[i] + toMean * (mean - gram[i]) : 0;
      gram[i] += share * (target - gram[i]);
    }
    return gram;
  }
}
