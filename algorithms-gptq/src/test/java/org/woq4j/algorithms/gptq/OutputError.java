package org.woq4j.algorithms.gptq;

import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.group.Dequantizer;

/** How far the output of quantized weights is from that of the float ones. */
final class OutputError {

  private OutputError() {}

  /** tr(DᵀGD)/tr(WᵀGW) of a group's only weight, with D = Ŵ − W and G its Gram matrix. */
  static double relative(WeightGroup group, QuantizedWeight quantized) {
    return relative(group, wide(Dequantizer.all(quantized)));
  }

  /** The same, of the decoded weight Ŵ, [K,N]. */
  static double relative(WeightGroup group, double[] decoded) {
    double[] weight = wide(group.weights().get(0).readAll());
    float[] gram = group.statistics().gram().orElseThrow();
    double[] difference = new double[weight.length];
    for (int i = 0; i < weight.length; i++) {
      difference[i] = decoded[i] - weight[i];
    }
    return squaredNorm(difference, gram, group.inputFeatures())
        / squaredNorm(weight, gram, group.inputFeatures());
  }

  /** The values in float64. */
  static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double squaredNorm(double[] matrix, float[] gram, int rows) {
    int columns = matrix.length / rows;
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        double product = 0;
        for (int n = 0; n < columns; n++) {
          product += matrix[i * columns + n] * matrix[j * columns + n];
        }
        sum += gram[i * rows + j] * product;
      }
    }
    return sum;
  }
}
