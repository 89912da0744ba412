package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.cli.output.Counts;
import org.woq4j.core.Quantizer;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.recipe.read.RecipeReader;

/** Whole models over which quantizers stumble, from the command to ONNX Runtime. */
class TrapsTest {

  /** What the order of a sum makes of values that are exact but for a last group of one row. */
  private static final double ROUNDING = 1e-6;

  @TempDir private Path folder;

  static Stream<Arguments> trapsInEachFormat() {
    return Trap.all()
        .flatMap(
            trap ->
                Stream.of("matmul-nbits", "qdq", "fake-quant")
                    .map(format -> Arguments.of(trap, format)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("trapsInEachFormat")
  void theModelComputesTheSameFromCodes(Trap trap, String format) throws IOException {
    Path model = folder.resolve("model.onnx");
    trap.model().write(model);

    Woq run = quantize(format, trap.rules());

    assertThat(run.complaints()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(Counts.of(trap.layers(), "layer") + ",")
        .contains("whole model, against the float model");
    List<String> names = names(output());
    assertThat(names).doesNotContain("w", "w1");
    if (format.equals("matmul-nbits")) {
      assertThat(names.stream().filter(name -> name.matches("w1?_codes(_\\d+)?")))
          .as("codes, each stored once")
          .hasSize(trap.layers());
    }
    RuntimeOutputs.assertSame(model, folder.resolve("out.onnx"), ROUNDING);
  }

  @Test
  void aWeightThatCallersMayOverrideStays() throws IOException {
    TestModel.taking(2, 32)
        .input("w", DataType.FLOAT, 32, 16)
        .weight("w", 32, 16)
        .weight("w1", 16, 8)
        .node("MatMul", List.of("x", "w"), "a")
        .node("MatMul", List.of("a", "w1"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));

    Woq run = quantize("matmul-nbits");

    assertThat(run.out())
        .contains("1 layer,", "it is also a graph input, which callers may override");
    assertThat(names(output())).contains("w").doesNotContain("w1");
    RuntimeOutputs.assertSame(folder.resolve("model.onnx"), folder.resolve("out.onnx"), ROUNDING);
  }

  /** ONNX Runtime has no product of bfloat16 on CPUs. */
  @Test
  void aModelThatDoesNotRunHereIsVerifiedByDecoding() throws IOException {
    TestModel.graph()
        .input("x", DataType.BFLOAT16, 2, 32)
        .constant(TestModel.tensor("w", DataType.BFLOAT16, TestModel.elements(32, 8), 32, 8))
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));

    Woq run = quantize("matmul-nbits");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out())
        .contains("node by node, output quality not measured: the float model does not run here");
    assertThat(names(output())).contains("w_codes").doesNotContain("w");
  }

  @Test
  void aFloatModelWithAnUndefinedValueIsRefused() throws IOException {
    TestModel.taking(2, 16)
        .weight("w", 16, 16)
        .node("MatMul", List.of("x", "w"), "h")
        .node("Gemm", List.of("h", "w", "b2"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));

    Woq run = quantize("matmul-nbits");

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err())
        .contains("the model is broken: its node /y (Gemm) reads b2, which no input")
        .contains("repair the node, or export the model again");
    assertThat(folder.resolve("out.onnx")).doesNotExist();
  }

  @Test
  void nodesOfBodiesAreDecodedWhereMemoryIsShort() throws IOException {
    Trap.branchInLoop().write(folder.resolve("model.onnx"));
    QuantizationRequest request = RecipeReader.read(recipe("qdq"), List.of()).request();
    long beforeVerification =
        Quantizer.builder().build().plan(request, List.of()).memory().peak().parts().stream()
            .filter(part -> !part.name().equals("verification"))
            .mapToLong(MemoryPart::bytes)
            .sum();

    Woq run = Woq.run("quantize", recipe("qdq"), "--memory", beforeVerification);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains("node by node, ", "decoded", "(/y/body//h2/then_branch//t)");
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, NaN", "FLOAT, -Infinity", "FLOAT16, NaN", "BFLOAT16, Infinity"})
  void anElementThatIsNotFiniteIsReportedAndNothingIsWritten(DataType type, float bad)
      throws IOException {
    float[] elements = TestModel.elements(32, 8);
    elements[19 * 8 + 5] = bad;
    TestModel.graph()
        .input("x", type, 2, 32)
        .constant(TestModel.tensor("w", type, elements, 32, 8))
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));

    Woq run = quantize("matmul-nbits");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("w", "[19, 5]").doesNotContain("Exception");
    assertNothingIsWritten();
  }

  @Test
  void anAlreadyQuantizedModelIsRefused() throws IOException {
    product().write(folder.resolve("model.onnx"));
    for (String format : List.of("matmul-nbits", "qdq")) {
      assertThat(quantize(format).code()).isZero();

      Woq again =
          Woq.run(
              "quantize",
              "--model",
              folder.resolve("out.onnx"),
              "--output",
              folder.resolve("again.onnx"));

      assertThat(again.code()).isEqualTo(2);
      assertThat(again.err()).contains("nothing in ", "would be quantized");
      assertThat(folder.resolve("again.onnx")).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({"matmul-nbits, qdq", "qdq, matmul-nbits"})
  void skippedWeightsCanBeQuantizedInAnotherRun(String format, String then) throws IOException {
    Path model = product().write(folder.resolve("model.onnx"));
    assertThat(quantize(format, "  - {match: /a, skip: true}").code()).isZero();
    Files.move(model, folder.resolve("float.onnx"));
    Files.move(folder.resolve("out.onnx"), model);

    Woq run = quantize(then);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains("1 layer,");
    assertThat(names(output())).doesNotContain("w", "w1");
    RuntimeOutputs.assertSame(folder.resolve("float.onnx"), folder.resolve("out.onnx"), ROUNDING);
  }

  @Test
  void aMisspeltNameIsAnErrorWithTheNearestOne() throws IOException {
    product().write(folder.resolve("model.onnx"));

    Woq run = quantize("matmul-nbits", "  - {match: /b, skip: true}");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("recipe.yaml:", "/b", "/a");
    assertNothingIsWritten();
  }

  @Test
  void dataThatTheFloatModelNeedsAreNotReplaced() throws IOException {
    String data = "out.onnx.data";
    Trap.external(folder.resolve("model.onnx"), data, 0, data, 4096);

    Woq run = quantize("matmul-nbits");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("out.onnx.data", "which the float model needs");
    assertThat(folder.resolve("out.onnx")).doesNotExist();
  }

  private static TestModel product() {
    return TestModel.taking(2, 32)
        .weight("w", 32, 16)
        .weight("w1", 16, 8)
        .node("MatMul", List.of("x", "w"), "a")
        .node("MatMul", List.of("a", "w1"), "y")
        .output("y");
  }

  private Woq quantize(String format, String... rules) throws IOException {
    return Woq.run("quantize", recipe(format, rules));
  }

  private Path recipe(String format, String... rules) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "model: model.onnx",
                "output: out.onnx",
                "target: any", // cpu rounds activations
                "defaults:",
                "  {algorithm: rtn, bits: 4, group_size: 16, scheme: asym, format: "
                    + format
                    + "}"));
    if (rules.length > 0) {
      lines.add("rules:");
      lines.addAll(List.of(rules));
    }
    return Files.write(folder.resolve("recipe.yaml"), lines);
  }

  private void assertNothingIsWritten() {
    assertThat(folder).isDirectoryNotContaining("glob:**{out.onnx,.woq4j-}*");
  }

  private GraphProto output() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx"))).getGraph();
  }

  /** Names of all constants and values, those of bodies too. */
  private static List<String> names(GraphProto graph) {
    List<String> names = new ArrayList<>();
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(names::add);
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getOutputList());
      for (AttributeProto attribute : node.getAttributeList()) {
        names.addAll(names(attribute.getG()));
      }
    }
    return names;
  }
}
