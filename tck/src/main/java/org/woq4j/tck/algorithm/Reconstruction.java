package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;
import org.woq4j.api.weight.WeightView;

/** How far a quantized group is from its weights. */
final class Reconstruction {

  /** How far a stated error may be from the right one: sums in float32 are near enough. */
  private static final double STATED = 1e-3;

  private Reconstruction() {}

  /**
   * ‖W − Ŵ‖ / ‖W‖ over all weights of the group, with the input scale undone. The norm is that of
   * the output, tr(DᵀGD), where the Gram matrix G was gathered, and Frobenius' otherwise.
   */
  static double relativeError(WeightGroup group, QuantizedGroup result) {
    Optional<float[]> gram = group.statistics().gram();
    double error = 0;
    double whole = 0;
    for (int i = 0; i < group.weights().size(); i++) {
      WeightView view = group.weights().get(i);
      double[] weight = widened(view.readAll());
      double[] difference = dequantized(result.weights().get(i), result);
      for (int j = 0; j < weight.length; j++) {
        difference[j] = weight[j] - difference[j];
      }
      error += squaredNorm(difference, view.outputFeatures(), gram);
      whole += squaredNorm(weight, view.outputFeatures(), gram);
    }
    return error == 0 ? 0 : Math.sqrt(error / whole);
  }

  /**
   * Fails if an error that a result states is not that of its weight. An input scale must not be
   * stated with it.
   *
   * @return whether any is stated
   */
  static boolean checkStatedErrors(String where, WeightGroup group, QuantizedGroup result) {
    boolean stated = false;
    for (int i = 0; i < result.weights().size(); i++) {
      Optional<SquaredError> given = result.errors().get(i);
      if (given.isPresent()) {
        stated = true;
        assertThat(result.inputScale()).as("%s: input scale beside an error", where).isEmpty();
        SquaredError right = squaredError(group.weights().get(i), result.weights().get(i), result);
        assertClose(where + ": Σ(W−Ŵ)² of weight " + i, given.get().error(), right.error());
        assertClose(where + ": ΣW² of weight " + i, given.get().squares(), right.squares());
      }
    }
    return stated;
  }

  private static void assertClose(String what, double stated, double right) {
    assertThat(stated).as(what).isCloseTo(right, within(STATED * right));
  }

  /** The error of one weight of a result, in float64. */
  static SquaredError squaredError(
      WeightView view, QuantizedWeight quantized, QuantizedGroup result) {
    double[] weight = widened(view.readAll());
    double[] values = dequantized(quantized, result);
    double error = 0;
    double squares = 0;
    for (int i = 0; i < weight.length; i++) {
      error += (weight[i] - values[i]) * (weight[i] - values[i]);
      squares += weight[i] * weight[i];
    }
    return new SquaredError(error, squares);
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] dequantized(QuantizedWeight weight, QuantizedGroup result) {
    int columns = weight.outputFeatures();
    int groupRows = weight.scheme().groupRows(weight.inputFeatures());
    double[] values = new double[weight.inputFeatures() * columns];
    for (int i = 0; i < values.length; i++) {
      int row = i / columns;
      int column = i % columns;
      int group = row / groupRows;
      double code = Byte.toUnsignedInt(weight.codes()[i]) - weight.zeroPoint(group, column);
      double scale = weight.scales()[group * columns + column];
      values[i] = code * scale / result.inputScale().map(s -> s[row]).orElse(1f);
    }
    return values;
  }

  private static double squaredNorm(double[] matrix, int columns, Optional<float[]> gram) {
    return gram.map(g -> gramNorm(matrix, columns, g))
        .orElseGet(() -> Arrays.stream(matrix).map(value -> value * value).sum());
  }

  private static double gramNorm(double[] matrix, int columns, float[] gram) {
    int rows = matrix.length / columns;
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        for (int n = 0; n < columns; n++) {
          sum += (double) gram[i * rows + j] * matrix[i * columns + n] * matrix[j * columns + n];
        }
      }
    }
    return Math.max(sum, 0);
  }
}
