package org.woq4j.core.measure;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.execution.RunContext;
import org.woq4j.kernels.algebra.OutputError;
import org.woq4j.kernels.group.Dequantizer;
import org.woq4j.kernels.group.WeightComparison;

/** Measures how far the quantized weights of a group are from the float weights. */
public final class Measuring {

  private final WeightGroup group;
  private final QuantizedGroup result;
  private final RunContext context;
  private final boolean trusted;

  /**
   * Prepares to measure.
   *
   * @param trusted whether the algorithm's own measurements are taken
   */
  public Measuring(RunContext context, WeightGroup group, QuantizedGroup result, boolean trusted) {
    this.context = context;
    this.trusted = trusted;
    this.group = group;
    this.result = result;
  }

  /** A measurement of each weight, in their order. */
  public List<Measurement> all() {
    return IntStream.range(0, group.weights().size()).mapToObj(this::measure).toList();
  }

  private Measurement measure(int index) {
    WeightView weight = group.weights().get(index);
    QuantizedWeight quantized = result.weights().get(index);
    Optional<float[]> gram = group.statistics().gram();
    if (gram.isPresent()) {
      return measure(weight, quantized, gram.get());
    }
    SquaredError error =
        result
            .errors()
            .get(index)
            .filter(given -> trusted && result.inputScale().isEmpty())
            .orElseGet(
                () ->
                    WeightComparison.squaredError(
                        weight, quantized, result.inputScale().orElse(null)));
    return new Measurement(
        error.error(), error.squares(), Double.NaN, Double.NaN, areZero(quantized.codes()));
  }

  /** Both errors of a weight that is read once. */
  private Measurement measure(WeightView weight, QuantizedWeight quantized, float[] gram) {
    float[] values = weight.readAll();
    double squares = squares(values);
    double outputSquares = outputSquares(values, gram);
    subtract(values, quantized);
    return new Measurement(
        squares(values),
        squares,
        outputSquares(values, gram),
        outputSquares,
        areZero(quantized.codes()));
  }

  private static boolean areZero(byte[] codes) {
    for (byte code : codes) {
      if (code != 0) {
        return false;
      }
    }
    return true;
  }

  /** The squares of a layer's output on the calibration data. */
  private double outputSquares(float[] values, float[] gram) {
    int inputs = group.inputFeatures();
    return OutputError.squares(
        FloatMatrix.of(gram, inputs, inputs),
        FloatMatrix.of(values, inputs, values.length / inputs),
        context.linearAlgebra(),
        context.workers()::forEach);
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }

  private void subtract(float[] values, QuantizedWeight quantized) {
    int outputs = quantized.outputFeatures();
    Dequantizer dequantizer = new Dequantizer(quantized);
    float[] row = new float[outputs];
    for (int k = 0; k < quantized.inputFeatures(); k++) {
      dequantizer.row(k, row);
      float scale = result.inputScale().isPresent() ? result.inputScale().get()[k] : 1;
      for (int n = 0; n < outputs; n++) {
        values[k * outputs + n] -= row[n] / scale;
      }
    }
  }
}
