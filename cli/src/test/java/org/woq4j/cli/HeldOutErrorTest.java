package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.tensor.DataType;

/** Calibrated matrices of batches and experts compute better on data that they have not seen. */
class HeldOutErrorTest {

  private static final int MATRICES = 4;
  private static final int K = 96;
  private static final int N = 32;

  /** Tokens of calibration that reach each expert; rare ones are the last. */
  private static final int[] TOKENS = {400, 300, 12, 0};

  @TempDir private Path folder;

  private static float[] normal(int seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Rows [count, K] whose features depend on each other in the way that a seed says. */
  private static float[] rows(int kind, int seed, int count) {
    float[] mix = normal(kind, K * K);
    float[] noise = normal(seed, count * K);
    float[] rows = new float[count * K];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < K; j++) {
        // Few directions carry most of the activation, as in trained models.
        float weight = 4f / (1 + j);
        for (int k = 0; k < K; k++) {
          rows[i * K + k] += weight * noise[i * K + j] * mix[j * K + k];
        }
      }
    }
    return rows;
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private Path quantize(String output, String algorithm, String mode, Object... options)
      throws IOException {
    String model = output.replaceFirst("_.*", ".onnx");
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: %s
            output: %s
            defaults: {algorithm: %s, bits: 3, group_size: 32, scheme: sym, format: qdq}
            calibration: {source: npz, path: data.npz, mode: %s}
            """
                .formatted(model, output, algorithm, mode));
    Woq run = Woq.run(Stream.concat(Stream.of("quantize", recipe), Stream.of(options)).toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return folder.resolve(output);
  }

  @ParameterizedTest
  @CsvSource({"one-pass, true", "sequential, false"})
  void ofBatches(String mode, boolean isShared) throws IOException {
    int count = 300;
    long[] shape = isShared ? new long[] {count, K} : new long[] {1, MATRICES, count, K};
    TestModel.taking(shape)
        .constant(
            TestModel.tensor("W", DataType.FLOAT, normal(1, MATRICES * K * N), MATRICES, K, N))
        .node("MatMul", List.of("x", "W"), "y")
        .output("y")
        .write(folder.resolve("batch.onnx"));
    new Npz().floats("x", shape, activation(isShared, 10, count)).write(folder.resolve("data.npz"));
    HeldOut data = new HeldOut().floats("x", shape, activation(isShared, 20, count));

    Map<String, Double> errors = new LinkedHashMap<>();
    for (String algorithm : List.of("rtn", "gptq", "awq", "smoothquant")) {
      Path quantized = quantize("batch_" + algorithm + ".onnx", algorithm, mode);
      errors.put(algorithm, data.error(folder.resolve("batch.onnx"), quantized));
    }
    assertThat(errors.get("gptq")).isLessThan(0.5 * errors.get("rtn"));
    assertThat(errors.get("awq")).isLessThan(0.5 * errors.get("rtn"));
    assertThat(errors.get("smoothquant")).isLessThan(0.9 * errors.get("rtn"));
  }

  private static float[] activation(boolean isShared, int seed, int count) {
    List<float[]> parts = new ArrayList<>();
    for (int matrix = 0; matrix < (isShared ? 1 : MATRICES); matrix++) {
      parts.add(rows(100 + matrix, seed + matrix, count));
    }
    return joined(parts);
  }

  /**
   * Experts to which a router sends tokens.
   *
   * @param names of their weights
   */
  private void writeExperts(Path file, List<String> names) throws IOException {
    TestModel model =
        TestModel.taking(TestModel.OPEN, K)
            .input("chosen", DataType.INT64, TestModel.OPEN)
            .longs("first", List.of(1L), 0L)
            .longs("column", List.of(2L), -1L, 1L)
            .constant(TestModel.tensor("zeros", DataType.FLOAT, new float[K * N], K, N))
            .node("MatMul", List.of("x", "zeros"), "sum");
    String sum = "sum";
    for (int e = 0; e < MATRICES; e++) {
      model
          .constant(TestModel.tensor(names.get(e), DataType.FLOAT, normal(50 + e, K * N), K, N))
          .longs("e" + e, List.of(1L), (long) e)
          .node("Equal", List.of("chosen", "e" + e), "is" + e)
          .node("NonZero", List.of("is" + e), "found" + e)
          .node("Squeeze", List.of("found" + e, "first"), "tokens" + e)
          .node("Gather", List.of("x", "tokens" + e), "x" + e)
          .node("MatMul", List.of("x" + e, names.get(e)), "y" + e)
          .node("Reshape", List.of("tokens" + e, "column"), "at" + e)
          .node("ScatterND", List.of(sum, "at" + e, "y" + e), "sum" + e);
      sum = "sum" + e;
    }
    model.node("Identity", List.of(sum), "y").output("y").write(file);
  }

  private HeldOut tokens(int seed, int... counts) {
    return new HeldOut()
        .floats("x", new long[] {total(counts), K}, rows(100, seed, total(counts)))
        .longs("chosen", new long[] {total(counts)}, chosen(counts));
  }

  private static int total(int... counts) {
    return Arrays.stream(counts).sum();
  }

  private static long[] chosen(int... counts) {
    long[] chosen = new long[total(counts)];
    int at = 0;
    for (int e = 0; e < counts.length; e++) {
      Arrays.fill(chosen, at, at + counts[e], e);
      at += counts[e];
    }
    return chosen;
  }

  /** What few rows do not show of an expert's activation, those of the other experts do. */
  @ParameterizedTest
  @ValueSource(strings = {"one-pass", "sequential"})
  void ofExperts(String mode) throws IOException {
    writeExperts(
        folder.resolve("layer.onnx"),
        List.of("experts.0.up", "experts.1.up", "experts.2.up", "experts.3.up"));
    writeExperts(folder.resolve("apart.onnx"), List.of("a", "b", "c", "d"));
    new Npz()
        .floats("x", new long[] {total(TOKENS), K}, rows(100, 1, total(TOKENS)))
        .longs("chosen", new long[] {total(TOKENS)}, chosen(TOKENS))
        .write(folder.resolve("data.npz"));
    Path layer = quantize("layer_gptq.onnx", "gptq", mode);
    Path onOneThread = quantize("layer_single.onnx", "gptq", mode, "--threads", 1);
    Path apart = quantize("apart_gptq.onnx", "gptq", mode);
    Path rounded = quantize("layer_rtn.onnx", "rtn", mode);

    for (int expert = 0; expert < MATRICES; expert++) {
      int[] counts = new int[MATRICES];
      counts[expert] = 500;
      HeldOut data = tokens(2, counts);
      Path model = folder.resolve("layer.onnx");
      double ofLayer = data.error(model, layer);
      assertThat(ofLayer).isEqualTo(data.error(model, onOneThread));
      assertThat(ofLayer).isLessThan(0.5 * data.error(model, rounded));
      if (TOKENS[expert] < K / 4) {
        assertThat(ofLayer).isLessThan(0.7 * data.error(model, apart));
      } else {
        assertThat(ofLayer).isEqualTo(data.error(model, apart));
      }
    }
  }
}
