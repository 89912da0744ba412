package org.woq4j.algorithms.awq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.emit.ActivationRounding;

/**
 * The squared error that a stored form adds to the outputs of a group because it rounds the
 * activation. Rounding to a step Δ adds an error with the variance Δ²/12 to each element of x / s,
 * so that the outputs are off by Σ Δ²/12 · ‖diag(s)·W‖².
 */
final class ActivationError {

  /** Steps of the range of uint8, and of the magnitude of int8. */
  private static final int UINT8_STEPS = 255;

  private static final int INT8_STEPS = 127;

  private final ActivationRounding rounding;
  private final ActivationStatistics statistics;
  private final int blockRows;
  private final double[] squares;

  /**
   * The error of a group's outputs.
   *
   * @param squares [K], Σ W_kn² over the outputs of all weights; not read where nothing is rounded
   */
  ActivationError(WeightGroup group, AlgorithmContext context, double[] squares) {
    this.rounding = context.activationRounding();
    this.statistics = group.statistics();
    this.blockRows = context.scheme().groupRows(group.inputFeatures());
    this.squares = squares;
  }

  /**
   * The error if the activation is divided by a scale and the weights are multiplied by it.
   *
   * @param scale [K]
   */
  double of(float[] scale) {
    return switch (rounding) {
      case NONE -> 0;
      case BLOCK -> ofBlocks(scale);
      case TENSOR -> ofTensor(scale);
    };
  }

  /** One step for all rows. */
  private double ofTensor(float[] scale) {
    ActivationRange range = ActivationRange.of(statistics);
    float[] least = range.least();
    float[] greatest = range.greatest();
    double low = 0;
    double high = 0;
    double weights = 0;
    for (int k = 0; k < scale.length; k++) {
      low = Math.min(low, least[k] / scale[k]);
      high = Math.max(high, greatest[k] / scale[k]);
      weights += squares[k] * scale[k] * scale[k];
    }
    double step = (high - low) / UINT8_STEPS;
    return statistics.rows() * step * step / 12 * weights;
  }

  /** A step for each block of each row. */
  private double ofBlocks(float[] scale) {
    double error = 0;
    for (int first = 0; first < scale.length; first += blockRows) {
      error += ofBlock(scale, first, Math.min(scale.length, first + blockRows));
    }
    return error / (INT8_STEPS * INT8_STEPS) / 12;
  }

  /**
   * The expected square of the largest of B elements is at most the sum of their variances, and, if
   * they are normally distributed, about 2·ln(2B) times the largest of these.
   */
  private double ofBlock(float[] scale, int from, int to) {
    float[] gram = statistics.gram().orElseThrow();
    double sum = 0;
    double largest = 0;
    double weights = 0;
    for (int k = from; k < to; k++) {
      double square = gram[k * scale.length + k] / scale[k] / scale[k];
      sum += square;
      largest = Math.max(largest, square);
      weights += squares[k] * scale[k] * scale[k];
    }
    return Math.min(sum, 2 * StrictMath.log(2 * (to - from)) * largest) * weights;
  }
}
