package org.woq4j.runtime.onnx.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

/** One product with a weight [2048,4096], in float32 and in 4 bits. */
@EnabledOnOs(OS.LINUX)
class ModelMemoryTest {

  private static final int K = 2048;
  private static final int N = 4096;
  private static final int BLOCK = 32;
  private static final long FLOAT_BYTES = 4L * K * N;
  private static final long PACKED_BYTES = (long) K * N / 2 + 4L * K * N / BLOCK;

  /** Linux counts the pages of each thread in batches, so a sum is not exact. */
  private static final long INEXACT = 1 << 20;

  @TempDir Path folder;

  private Path floats() throws IOException {
    return product()
        .constant("w", DataType.FLOAT, new byte[4 * K * N], K, N)
        .node("MatMul", List.of("x", "w"), "y")
        .write(folder.resolve("float.onnx"));
  }

  private Path quantized() throws IOException {
    return product()
        .constant("codes", DataType.UINT8, new byte[K * N / 2], N, K / BLOCK, BLOCK / 2)
        .constant("scales", DataType.FLOAT, new byte[4 * K * N / BLOCK], (long) N * K / BLOCK)
        .node(
            "com.microsoft",
            "MatMulNBits",
            List.of("x", "codes", "scales"),
            "y",
            Map.of("K", K, "N", N, "bits", 4, "block_size", BLOCK))
        .write(folder.resolve("quantized.onnx"));
  }

  private static ModelBuilder product() {
    return new ModelBuilder().input("x", DataType.FLOAT, 1, K).output("y", DataType.FLOAT, 1, N);
  }

  private static List<NamedTensor> inputs() {
    return List.of(
        new NamedTensor("x", ElementType.FLOAT32, new long[] {1, K}, ByteBuffer.allocate(4 * K)));
  }

  private static long bytes(Inference inference, Path file) {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file))) {
      return inference.residentBytes(model, 1, inputs()).orElseThrow();
    }
  }

  /** Memory that the same model has left to this process must not hide what it takes. */
  @Test
  void isThatOfTheWeightsWhateverWasLoadedBefore() throws IOException {
    Path floats = floats();
    Path quantized = quantized();
    try (Inference inference = new OnnxInferenceEngine().start(RuntimePlace.PROCESS)) {
      try (FloatModel model = new OnnxFormat().open(SourceFiles.of(floats));
          LoadedModel loaded = inference.load(model, 1)) {
        assertThat(loaded.run(inputs())).hasSize(1);
      }
      assertThat(bytes(inference, floats)).isGreaterThan(FLOAT_BYTES - INEXACT);
      assertThat(bytes(inference, quantized)).isBetween(PACKED_BYTES - INEXACT, FLOAT_BYTES / 2);
    }
  }
}
