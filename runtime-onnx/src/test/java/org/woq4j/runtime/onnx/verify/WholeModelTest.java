package org.woq4j.runtime.onnx.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;

class WholeModelTest {

  private static final VerificationBounds BOUNDS = new VerificationBounds(1, 1, 1);
  private static final int K = 96;
  private static final int N = 8;
  private static final float[] WEIGHT = HandQuantized.weight(K, N, 1);
  private static final HandQuantized QUANTIZED = new HandQuantized(WEIGHT, K, N);

  @TempDir Path folder;

  private static Verification verify(Path original, Path written) {
    try (ArrayModel model = new ArrayModel(original)) {
      return new OnnxRuntimeVerifier()
          .verify(
              new VerificationTask(
                  model,
                  new VerificationTask.Written(written, InterfaceType.FLOAT32),
                  List.of(),
                  List.of(),
                  new VerificationTask.Bounds(BOUNDS, RuntimePlace.PROCESS)));
    }
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
    try (InputStream model = WholeModelTest.class.getResourceAsStream(name)) {
      Files.copy(model, file);
    }
    return file;
  }

  private static ModelBuilder declared() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch", K)
        .output("y", DataType.FLOAT, "batch", N);
  }

  private Path floatModel() throws IOException {
    return declared()
        .floats("w", WEIGHT, K, N)
        .node("MatMul", List.of("x", "w"), "y")
        .write(folder.resolve("float.onnx"));
  }

  private Path write(ModelBuilder model) throws IOException {
    return model.write(folder.resolve("written.onnx"));
  }

  private void assertRefused(ModelBuilder written, ErrorCode code, String... said)
      throws IOException {
    Path original = floatModel();
    Path file = write(written);
    assertThatThrownBy(() -> verify(original, file))
        .isInstanceOfSatisfying(WoqException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2_tied", "llama_kv", "llama_fp16"})
  void anExportedModelRunsAndEqualsItself(String name) throws IOException {
    Path model = resource("/models/" + name + ".onnx");
    Verification verification = verify(model, model);
    assertThat(verification.reasons()).isEmpty();
    assertThat(verification.extent()).isEqualTo(Extent.MODEL);
    assertThat(verification.differences()).isNotEmpty().allMatch(each -> each.largest() == 0);
  }

  @Test
  void aDecodersPresentKeysAreComparedToo() throws IOException {
    Path model = resource("/models/llama_kv.onnx");
    assertThat(verify(model, model).differences())
        .extracting(Difference::output)
        .containsExactly(
            "logits", "present.0.key", "present.0.value", "present.1.key", "present.1.value");
  }

  @Test
  void miniLmRunsAndEqualsItself() throws IOException {
    Path model = resource("/all-minilm-l6-v2.onnx");
    Verification verification = verify(model, model);
    assertThat(verification.extent()).isEqualTo(Extent.MODEL);
    assertThat(verification.differences()).hasSize(2).allMatch(each -> each.relative() < 1e-5);
  }

  @Test
  void theDifferenceOfAQuantizedModelIsThatOfItsWeight() throws IOException {
    Verification verification =
        verify(floatModel(), write(QUANTIZED.addTo(declared(), QUANTIZED.scales)));
    assertThat(verification.extent()).isEqualTo(Extent.MODEL);
    Difference difference = verification.differences().get(0);
    double error = QUANTIZED.relativeError(WEIGHT);
    assertThat(difference.output()).isEqualTo("y");
    assertThat(difference.relative()).isBetween(error / 3, error * 3);
    assertThat(difference.how()).startsWith("run");
  }

  @Test
  void scalesThatAreNanAreAnError() throws IOException {
    float[] scales = Arrays.copyOf(QUANTIZED.scales, QUANTIZED.scales.length);
    scales[0] = Float.NaN;
    assertRefused(QUANTIZED.addTo(declared(), scales), RuntimeError.NOT_FINITE, "output y", "NaN");
  }

  @Test
  void anOutputOfAnotherNameIsAnError() throws IOException {
    ModelBuilder renamed =
        new ModelBuilder()
            .input("x", DataType.FLOAT, "batch", K)
            .output("z", DataType.FLOAT, "batch", N)
            .floats("w", WEIGHT, K, N)
            .node("MatMul", List.of("x", "w"), "z");
    assertRefused(renamed, RuntimeError.INTERFACE, "[z]", "[y]");
  }

  @Test
  void anOutputDeclaredWithAnotherTypeIsAnError() throws IOException {
    ModelBuilder half =
        new ModelBuilder()
            .input("x", DataType.FLOAT, "batch", K)
            .output("y", DataType.FLOAT16, "batch", N)
            .floats("w", WEIGHT, K, N)
            .node("MatMul", List.of("x", "w"), "y32")
            .node("", "Cast", List.of("y32"), "y", Map.of("to", 10));
    assertRefused(half, RuntimeError.INTERFACE, "output y");
  }

  @Test
  void anInputThatIsMissingIsAnError() throws IOException {
    ModelBuilder other =
        new ModelBuilder()
            .input("x2", DataType.FLOAT, "batch", K)
            .output("y", DataType.FLOAT, "batch", N)
            .floats("w", WEIGHT, K, N)
            .node("MatMul", List.of("x2", "w"), "y");
    assertRefused(other, RuntimeError.INTERFACE, "inputs [x2]", "[x]");
  }

  @Test
  void anOutputThatComesOutInAnotherShapeIsAnError() throws IOException {
    ModelBuilder gathered =
        new ModelBuilder()
            .input("x", DataType.FLOAT, "batch", K)
            .output("y", DataType.FLOAT, "batch", N)
            .floats("w", WEIGHT, K, N)
            .longs("first", new long[] {0}, 1)
            .node("MatMul", List.of("x", "w"), "all")
            .node("Gather", List.of("all", "first"), "y");
    assertRefused(gathered, RuntimeError.INTERFACE, "output y of shape [1, 8], not [2, 8]");
  }

  @Test
  void aModelThatDoesNotLoadIsAnError() throws IOException {
    ModelBuilder unknown =
        declared().node("com.microsoft", "NoSuchOperator", List.of("x"), "y", Map.of());
    assertRefused(unknown, RuntimeError.LOAD, "does not load", "NoSuchOperator");
  }

  @Test
  void aModelThatDoesNotRunIsAnError() throws IOException {
    ModelBuilder wrong =
        declared().longs("shape", new long[] {3, 5}, 2).node("Reshape", List.of("x", "shape"), "y");
    assertRefused(wrong, RuntimeError.RUN, "does not run", "disabled");
  }

  /** It runs only if the past is empty. */
  @Test
  void sizesAreTriedUntilTheFloatModelRuns() throws IOException {
    Path model =
        new ModelBuilder()
            .input("past", DataType.FLOAT, "batch", "past")
            .input("x", DataType.FLOAT, "batch", "sequence")
            .output("y", DataType.FLOAT, 2, 5)
            .longs("shape", new long[] {2, 5}, 2)
            .node("", "Concat", List.of("past", "x"), "both", Map.of("axis", 1))
            .node("Reshape", List.of("both", "shape"), "y")
            .write(folder.resolve("float.onnx"));
    assertThat(verify(model, model).extent()).isEqualTo(Extent.MODEL);
  }

  @Test
  void theRuntimesReasonIsGivenWhereNoSizeFits() throws IOException {
    Path model =
        declared()
            .longs("shape", new long[] {3, 5}, 2)
            .node("Reshape", List.of("x", "shape"), "y")
            .write(folder.resolve("float.onnx"));
    Verification verification = verify(model, model);
    assertThat(verification.extent()).isEqualTo(Extent.NODES);
    assertThat(verification.reasons())
        .singleElement()
        .asString()
        .startsWith("the float model does not run here: ")
        .contains("Reshape");
  }

  @Test
  void inputsThatAreTooLargeAreNotMade() throws IOException {
    Path model =
        new ModelBuilder()
            .input("x", DataType.FLOAT, 100_000, 100_000)
            .output("y", DataType.FLOAT, 100_000, 100_000)
            .node("Relu", List.of("x"), "y")
            .write(folder.resolve("float.onnx"));
    assertThat(verify(model, model).reasons()).singleElement().asString().contains("input x");
  }
}
