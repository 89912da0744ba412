package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.tensor.DataType;

/** However little data there is, no algorithm does worse on other data than round to nearest. */
class FewSamplesTest {

  private static final int INPUTS = 96;
  private static final int OUTPUTS = 48;
  private static final int HELD_OUT = 2000;

  private static final List<String> ALGORITHMS =
      List.of(
          "gptq",
          "{id: gptq, refine: 3}",
          "{id: gptq, act_order: false, clip_search: none}",
          "awq",
          "{id: awq, scale_search: false}",
          "{id: awq, clip_search: false}",
          "{id: awq, rounding: gptq}");

  @TempDir private Path folder;

  private static final String FOUR_BITS =
      "bits: 4, group_size: 32, scheme: asym, format: matmul-nbits";

  private static final String ROUNDED_ACTIVATIONS = "bits: 8, format: dynamic-int8";

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 24, 100, INPUTS, 10 * INPUTS})
  void isAsGoodAsRoundToNearestOnOtherData(int rows) throws Exception {
    compare(rows, ALGORITHMS, FOUR_BITS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 24, 100, INPUTS, 10 * INPUTS})
  void scalingForRoundedActivationsIsAsGoodAsNone(int rows) throws Exception {
    compare(rows, List.of("smoothquant"), ROUNDED_ACTIVATIONS);
  }

  private void compare(int rows, List<String> algorithms, String settings) throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      Path model = model(random);
      float[] features = features(random, seed == 0);
      new Npz()
          .floats("x", new long[] {rows, INPUTS}, rows(rows, features, random))
          .write(folder.resolve("data.npz"));
      float[] heldOut = rows(HELD_OUT, features, random);
      float[] expected = outputs(model, heldOut);
      double roundToNearest = error(expected, "rtn", settings, heldOut);
      for (String algorithm : algorithms) {
        assertThat(error(expected, algorithm, settings, heldOut))
            .as("%s, seed %d", algorithm, seed)
            .isLessThan(1.02 * roundToNearest);
      }
    }
  }

  private Path model(Random random) throws IOException {
    float[] weight = new float[INPUTS * OUTPUTS];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    return TestModel.taking(TestModel.OPEN, INPUTS)
        .constant(TestModel.tensor("W", DataType.FLOAT, weight, INPUTS, OUTPUTS))
        .node("MatMul", List.of("x", "W"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
  }

  /**
   * Means, magnitudes, and the shares of three causes that features have in common, [5, K].
   *
   * @param unrelated whether means and shares are zero, so that there is nothing to learn but
   *     magnitudes
   */
  private static float[] features(Random random, boolean unrelated) {
    float[] features = new float[5 * INPUTS];
    for (int k = 0; k < INPUTS; k++) {
      float magnitude = (float) StrictMath.exp(random.nextGaussian()) * (k % 29 == 4 ? 10 : 1);
      for (int i = 0; i < 5; i++) {
        features[i * INPUTS + k] =
            magnitude * (i == 1 ? 1 : unrelated ? 0 : (float) random.nextGaussian());
      }
    }
    return features;
  }

  /** [rows, K]. */
  private static float[] rows(int rows, float[] features, Random random) {
    float[] x = new float[rows * INPUTS];
    for (int row = 0; row < rows; row++) {
      double[] causes = random.doubles(3, -2, 2).toArray();
      for (int k = 0; k < INPUTS; k++) {
        double sum = features[k] + features[INPUTS + k] * random.nextGaussian();
        for (int i = 0; i < 3; i++) {
          sum += causes[i] * features[(2 + i) * INPUTS + k];
        }
        x[row * INPUTS + k] = (float) sum;
      }
    }
    return x;
  }

  /** The root of the mean square of what quantization changes in the outputs for other data. */
  private double error(float[] expected, String algorithm, String settings, float[] heldOut)
      throws Exception {
    Path output = folder.resolve("output.onnx");
    Files.deleteIfExists(output);
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: output.onnx
            calibration: {source: npz, path: data.npz}
            defaults: {algorithm: %s, %s}
            """
                .formatted(algorithm, settings));
    Woq run = Woq.run("quantize", recipe, "--no-verify");
    assertThat(run.code()).as(run.err()).isZero();
    float[] actual = outputs(output, heldOut);
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += Math.pow((double) actual[i] - expected[i], 2);
    }
    return Math.sqrt(sum / actual.length);
  }

  private static float[] outputs(Path model, float[] rows) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {rows.length / INPUTS, INPUTS};
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), shape);
        OrtSession.Result result = session.run(Map.of("x", x))) {
      FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] outputs = new float[y.remaining()];
      y.get(outputs);
      return outputs;
    }
  }
}
