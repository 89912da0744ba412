package org.woq4j.algorithms.awq;

import java.util.List;
import org.woq4j.api.weight.WeightView;

/**
 * What each input channel's weights amount to, over all outputs of all weights.
 *
 * @param largest [K], the largest |W_kn|
 * @param squares [K], Σ W_kn²
 */
record ChannelNorms(float[] largest, double[] squares) {

  /** Elements of a weight that are in memory at a time. */
  private static final int ELEMENTS = 1 << 16;

  /**
   * Reads all weights.
   *
   * @param weights all with the same K
   */
  static ChannelNorms of(List<WeightView> weights) {
    int inputs = weights.get(0).inputFeatures();
    ChannelNorms norms = new ChannelNorms(new float[inputs], new double[inputs]);
    for (WeightView weight : weights) {
      int outputs = weight.outputFeatures();
      int rows = Math.max(1, ELEMENTS / outputs);
      float[] values = new float[Math.min(rows, inputs) * outputs];
      for (int from = 0; from < inputs; from += rows) {
        int to = Math.min(inputs, from + rows);
        weight.read(from, to, 0, outputs, values);
        for (int k = from; k < to; k++) {
          norms.add(k, values, (k - from) * outputs, outputs);
        }
      }
    }
    return norms;
  }

  private void add(int channel, float[] values, int at, int count) {
    float most = largest[channel];
    double sum = squares[channel];
    for (int i = at; i < at + count; i++) {
      most = Math.max(most, Math.abs(values[i]));
      sum += (double) values[i] * values[i];
    }
    largest[channel] = most;
    squares[channel] = sum;
  }
}
