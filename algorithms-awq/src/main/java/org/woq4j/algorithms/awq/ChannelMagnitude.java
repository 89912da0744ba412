package org.woq4j.algorithms.awq;

import java.util.List;
import org.woq4j.api.weight.WeightView;

/** The mean magnitude of each input channel's weights, relative to the largest in their group. */
final class ChannelMagnitude {

  private static final int COLUMNS = 512;

  private ChannelMagnitude() {}

  /**
   * The mean over all outputs of |W_kn| / max|W| of its group; 0 for a group of zeros.
   *
   * @param weights the weights, all with the same K
   * @param groupRows rows of a group
   * @return [K], in [0, 1]
   */
  static float[] of(List<WeightView> weights, int groupRows) {
    int inputs = weights.get(0).inputFeatures();
    double[] sums = new double[inputs];
    long outputs = 0;
    for (WeightView weight : weights) {
      for (int from = 0; from < weight.outputFeatures(); from += COLUMNS) {
        add(weight, groupRows, from, Math.min(weight.outputFeatures(), from + COLUMNS), sums);
      }
      outputs += weight.outputFeatures();
    }
    float[] means = new float[inputs];
    for (int k = 0; k < inputs; k++) {
      means[k] = (float) (sums[k] / outputs);
    }
    return means;
  }

  private static void add(WeightView weight, int groupRows, int from, int to, double[] sums) {
    int width = to - from;
    float[] rows = new float[groupRows * width];
    for (int first = 0; first < sums.length; first += groupRows) {
      int end = Math.min(first + groupRows, sums.length);
      weight.read(first, end, from, to, rows);
      float[] largest = largest(rows, end - first, width);
      for (int k = first; k < end; k++) {
        sums[k] += sumOfShares(rows, (k - first) * width, largest);
      }
    }
  }

  /** The largest magnitude of each column; 1 for a column of zeros, so that its shares are 0. */
  private static float[] largest(float[] rows, int rowCount, int width) {
    float[] largest = new float[width];
    for (int i = 0; i < rowCount * width; i++) {
      largest[i % width] = Math.max(largest[i % width], Math.abs(rows[i]));
    }
    for (int j = 0; j < width; j++) {
      largest[j] = largest[j] == 0 ? 1 : largest[j];
    }
    return largest;
  }

  private static double sumOfShares(float[] rows, int at, float[] largest) {
    double sum = 0;
    for (int j = 0; j < largest.length; j++) {
      sum += Math.abs(rows[at + j]) / (double) largest[j];
    }
    return sum;
  }
}
