package org.woq4j.runtime.onnx.verify;

import java.util.List;
import org.woq4j.api.WoqException;
import org.woq4j.core.sample.SampleRows;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.verify.decode.DecodedWeight;
import org.woq4j.runtime.onnx.verify.inputs.SubgraphInputs;
import org.woq4j.runtime.onnx.verify.outputs.OutputTensor;
import org.woq4j.runtime.onnx.verify.subgraph.Subgraph;

/**
 * What a node computes from the sample rows, or what its decoded weight is multiplied with them.
 *
 * @param values [{@link SampleRows#COUNT}][N]
 * @param atZero [N], what it computes from a row of zeros: its bias
 */
record NodeProduct(double[][] values, double[] atZero) {

  /** Elements of a weight that are in memory at a time. */
  private static final int SLICE = 1 << 18;

  /** The product with columns that are gathered or decoded, [to - from, K] row-major. */
  @FunctionalInterface
  private interface Columns {
    double[] read(int from, int to) throws NotRunnableException;
  }

  /**
   * Runs a node that multiplies.
   *
   * @param rows the inputs: sample rows and a row of zeros
   * @throws NotRunnableException if it does not run
   * @throws WoqException if its output has another shape
   */
  static NodeProduct ofRows(NodePair pair, ModelRun run, List<Tensor> rows)
      throws NotRunnableException {
    int columns = pair.weight().outputFeatures();
    double[] output = output(pair, run, rows, SubgraphInputs.ROWS * columns);
    double[][] values = new double[SampleRows.COUNT][columns];
    for (int row = 0; row < SampleRows.COUNT; row++) {
      System.arraycopy(output, row * columns, values[row], 0, columns);
    }
    double[] atZero = new double[columns];
    System.arraycopy(output, SampleRows.COUNT * columns, atZero, 0, columns);
    return new NodeProduct(values, atZero);
  }

  /**
   * Runs a node that gathers, and multiplies what it gathers by the scale of the weight's rows, if
   * it has one, and by the sample rows.
   *
   * @throws NotRunnableException if it does not run
   * @throws WoqException if its output has another shape
   */
  static NodeProduct ofGathered(NodePair pair, ModelRun run, Subgraph subgraph)
      throws NotRunnableException {
    int features = pair.weight().inputFeatures();
    return multiply(
        pair,
        (from, to) -> {
          double[] gathered =
              output(
                  pair,
                  run,
                  pair.graphs().inputs(subgraph).indices(subgraph.activations(), from, to),
                  (to - from) * features);
          pair.outcome().inputScale().ifPresent(scale -> multiplyRows(gathered, scale));
          return gathered;
        });
  }

  private static void multiplyRows(double[] rows, float[] scale) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= scale[i % scale.length];
    }
  }

  /** Multiplies a decoded weight. */
  static NodeProduct ofDecoded(NodePair pair, DecodedWeight stored) {
    int features = pair.weight().inputFeatures();
    try {
      return multiply(pair, (from, to) -> decoded(stored, features, from, to));
    } catch (NotRunnableException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static double[] decoded(DecodedWeight stored, int features, int from, int to) {
    float[] decoded = new float[features * (to - from)];
    stored.read(from, to, decoded);
    double[] wide = new double[decoded.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = decoded[i];
    }
    return wide;
  }

  private static NodeProduct multiply(NodePair pair, Columns columns) throws NotRunnableException {
    int features = pair.weight().inputFeatures();
    int outputs = pair.weight().outputFeatures();
    double[][] samples = samples(features);
    double[][] values = new double[SampleRows.COUNT][outputs];
    int width = Math.max(1, SLICE / features);
    for (int from = 0; from < outputs; from += width) {
      int to = Math.min(from + width, outputs);
      double[] slice = columns.read(from, to);
      for (int row = 0; row < SampleRows.COUNT; row++) {
        multiply(slice, samples[row], values[row], from, to);
      }
    }
    return new NodeProduct(values, new double[outputs]);
  }

  private static double[][] samples(int features) {
    SampleRows rows = SampleRows.of(features);
    double[][] samples = new double[SampleRows.COUNT][features];
    for (int row = 0; row < SampleRows.COUNT; row++) {
      for (int k = 0; k < features; k++) {
        samples[row][k] = rows.value(row, k);
      }
    }
    return samples;
  }

  private static void multiply(double[] slice, double[] sample, double[] values, int from, int to) {
    int features = sample.length;
    for (int column = from; column < to; column++) {
      int start = (column - from) * features;
      double sum = 0;
      for (int k = 0; k < features; k++) {
        sum += sample[k] * slice[start + k];
      }
      values[column] = sum;
    }
  }

  private static double[] output(NodePair pair, ModelRun run, List<Tensor> inputs, int elements)
      throws NotRunnableException {
    OutputTensor output = OutputTensor.of(run.run(inputs)).get(0);
    if (output.elements() != elements) {
      throw RuntimeError.INTERFACE.because(
          pair.subject()
              + " returns "
              + output.elements()
              + " elements where "
              + elements
              + " are expected",
          "report it as a defect of woq4j");
    }
    return output.toArray();
  }
}
