package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Models whose rest is half precision, from the command line. */
class HalfRestTest {

  @TempDir Path folder;

  /** The second product is the model's output, so a Cast makes it float32 again. */
  @BeforeEach
  void writeModel() throws IOException {
    TestModel.graph()
        .input("ids", DataType.INT64, 2, 8)
        .weight("table", 3000, 64)
        .weight("w", 64, 96)
        .weight("v", 96, 32)
        .node("Gather", List.of("table", "ids"), "x")
        .node("MatMul", List.of("x", "w"), "h")
        .node("Tanh", List.of("h"), "t")
        .node("MatMul", List.of("t", "v"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
  }

  private Woq quantize(String... lines) throws IOException {
    return Woq.runRecipe("quantize", folder, lines);
  }

  private ModelProto written() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"matmul-nbits", "qdq", "fake-quant"})
  void noTensorOfTheOutputIsFloat(String format) throws IOException {
    Woq run = quantize("rest: float16", "defaults: {bits: 4, format: " + format + "}");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains("3 layers", "whole model, against the float model");
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getDataType)
        .contains(DataType.FLOAT16.number())
        .doesNotContain(DataType.FLOAT.number());
  }

  @Test
  void scalesOfFourBitsTakeHalfTheBits() throws IOException {
    String defaults = "defaults: {bits: 4, format: matmul-nbits}";
    assertThat(quantize("rest: float32", defaults, "embeddings: off").out())
        .contains("5.14 bits per weight");
    assertThat(quantize("rest: float16", defaults, "embeddings: off").out())
        .contains("4.64 bits per weight");
  }

  @Test
  void theCommandLineHasAnOption() throws IOException {
    Path model = folder.resolve("model.onnx");
    Path output = folder.resolve("out.onnx");
    Woq run = Woq.run("quantize", "--model", model, "--output", output, "--rest", "float16");

    assertThat(run.complaints()).isEmpty();
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getDataType)
        .doesNotContain(DataType.FLOAT.number());
  }

  @Test
  void inputsAndOutputsBecomeHalfToo() throws IOException {
    TestModel.graph()
        .input("x", DataType.FLOAT, 4, 64)
        .weight("w", 64, 96)
        .node("MatMul", List.of("x", "w"), "y")
        .output("y", DataType.FLOAT, 4, 96)
        .write(folder.resolve("model.onnx"));
    String defaults = "defaults: {bits: 8, format: matmul-nbits}";

    Woq run = quantize("rest: float16", "io: float16", defaults);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains("1 layer", "whole model, against the float model");
    GraphProto graph = written().getGraph();
    assertThat(List.of(graph.getInput(0), graph.getOutput(0)))
        .extracting(value -> value.getType().getTensorType().getElemType())
        .containsOnly(DataType.FLOAT16.number());
    assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).containsExactly("MatMulNBits");
    assertThat(written().getMetadataPropsList().toString())
        .contains("rest: float16", "io: float16");

    Woq alone = quantize("io: float16", defaults);
    assertThat(alone.code()).isEqualTo(Errors.USER);
    assertThat(alone.err()).contains("need a rest in float16", "set rest: float16");
  }

  @Test
  void bfloat16IsVerifiedThroughAFloat32Copy() throws IOException {
    Woq run = quantize("rest: bfloat16", "defaults: {bits: 4, format: matmul-nbits}");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out())
        .contains("whole model, against the float model", "it ran as a float32 copy")
        .contains("no bfloat16 kernels for CPUs");
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getDataType)
        .contains(DataType.BFLOAT16.number())
        .doesNotContain(DataType.FLOAT.number());
    assertThat(written().getMetadataPropsList().toString()).contains("rest: bfloat16");
  }

  /** The same model needs float32 nodes for large data only; these data are not in the model. */
  @Test
  void valuesThatAreBeyondInTheDataStayFloat() throws IOException {
    TestModel.graph()
        .input("x", DataType.FLOAT, 4, 64)
        .weight("w", 64, 96)
        .weight("v", 96, 32)
        .node("Relu", List.of("x"), "r")
        .node("MatMul", List.of("r", "w"), "h")
        .node("Tanh", List.of("h"), "t")
        .node("MatMul", List.of("t", "v"), "y")
        .output("y", DataType.FLOAT, 4, 32)
        .write(folder.resolve("model.onnx"));
    String recipe = "rest: float16\ncalibration: {source: npz, path: data}\n";
    String[] lines = {recipe, "defaults: {bits: 4, format: matmul-nbits}"};

    writeData(20_000);
    Woq large = quantize(lines);
    assertThat(large.complaints()).isEmpty();
    assertThat(large.out())
        .contains("2 nodes (/h, /t) in float32: they read or return values beyond 65,504 in the")
        .contains("whole model, against the float model");

    writeData(1);
    Woq small = quantize(lines);
    assertThat(small.complaints()).isEmpty();
    assertThat(small.out()).doesNotContain("in float32");
  }

  private void writeData(float magnitude) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    for (int batch = 0; batch < 2; batch++) {
      float[] elements = new float[4 * 64];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = magnitude * ((i + batch) % 3 - 1);
      }
      new Npz().floats("x", new long[] {4, 64}, elements).write(data.resolve(batch + ".npz"));
    }
  }

  @Test
  void aFormatThatNeedsFloatIsRefused() throws IOException {
    Woq run = quantize("rest: float16", "defaults: {bits: 8, format: dynamic-int8}");

    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("DynamicQuantizeLinear reads float32", "a rest in float32");
  }
}
