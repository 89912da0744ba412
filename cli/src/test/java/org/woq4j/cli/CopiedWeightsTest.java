package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Weights with equal bytes under several names, from the command to ONNX Runtime. */
class CopiedWeightsTest {

  private static final int SIDE = 64;

  @TempDir Path folder;

  private static TensorProto weight(String name) {
    Random random = new Random(1);
    float[] elements = new float[SIDE * SIDE];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian() / 8;
    }
    return TestModel.tensor(name, DataType.FLOAT, elements, SIDE, SIDE);
  }

  private static TestModel branch(String weight, String output) {
    return TestModel.graph()
        .constant(weight(weight))
        .node("MatMul", List.of("x", weight), output)
        .output(output);
  }

  private void writeBranches() throws IOException {
    writeBranches(branch("wt", "t"), branch("we", "e"));
  }

  private void writeBranches(TestModel first, TestModel second) throws IOException {
    TestModel.graph()
        .input("x", DataType.FLOAT, 2, SIDE)
        .input("yes", DataType.BOOL)
        .node(
            "If",
            List.of("yes"),
            List.of("y"),
            new TreeMap<>(Map.of("then_branch", first, "else_branch", second)))
        .output("y", DataType.FLOAT, 2, SIDE)
        .write(folder.resolve("model.onnx"));
  }

  /** Three layers of one weight; a nonlinear operator makes each activation another one. */
  private void writeLayers() throws IOException {
    TestModel.taking(4, SIDE)
        .constant(weight("w0"))
        .constant(weight("w1"))
        .constant(weight("w2"))
        .node("MatMul", List.of("x", "w0"), "a")
        .node("Relu", List.of("a"), "b")
        .node("MatMul", List.of("b", "w1"), "c")
        .node("Relu", List.of("c"), "d")
        .node("MatMul", List.of("d", "w2"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
  }

  private Woq run(String command, String... lines) throws IOException {
    Woq run = Woq.runRecipe(command, folder, lines);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  /** Names of the stored tensors that have half a byte or more for each element. */
  private List<String> stored() throws IOException {
    GraphProto graph =
        ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx"))).getGraph();
    return all(graph)
        .filter(tensor -> tensor.getRawData().size() >= SIDE * SIDE / 2)
        .map(TensorProto::getName)
        .toList();
  }

  private static Stream<TensorProto> all(GraphProto graph) {
    return Stream.concat(
        graph.getInitializerList().stream(),
        graph.getNodeList().stream()
            .map(NodeProto::getAttributeList)
            .flatMap(List::stream)
            .filter(AttributeProto::hasG)
            .flatMap(attribute -> all(attribute.getG())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bits: 4, group_size: 32, format: matmul-nbits",
        "bits: 8, group_size: -1, format: dynamic-int8"
      })
  void branchesReadCodesOfTheGraphAroundThem(String defaults) throws IOException {
    writeBranches();

    Woq run = run("quantize", "defaults: {algorithm: rtn, " + defaults + "}");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out())
        .contains("2 layers,", "whole model, against the float model")
        .contains("wt: it is equal to we, and is stored once with it");
    assertThat(stored()).containsExactly("we_codes");
  }

  /** ONNX Runtime fuses DequantizeLinear and MatMul only where both are in one graph. */
  @Test
  void codesThatBranchesDecodeStayInThem() throws IOException {
    writeBranches();

    Woq run = run("quantize", "defaults: {algorithm: rtn, bits: 4, format: qdq}");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out())
        .contains("wt: it is equal to we, but decoded in another graph, and so stored by itself");
    assertThat(stored()).containsExactlyInAnyOrder("we_codes", "wt_codes");
  }

  /** An RNN reads floats in either case. */
  @Test
  void codesOfOperatorsThatReadFloatsMoveOutOfBranches() throws IOException {
    writeBranches(recurrent("wt", "t"), recurrent("we", "e"));

    Woq run = run("quantize", "defaults: {algorithm: rtn, bits: 8, format: qdq}");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out())
        .contains("4 layers,", "3 layers: it is equal to we, and is stored once with it");
    assertThat(stored()).containsExactly("we_codes");
  }

  /** Its two weights are equal, too. */
  private static TestModel recurrent(String weight, String output) {
    return TestModel.graph()
        .constant(ofOneDirection(weight(weight)))
        .constant(ofOneDirection(weight("r" + weight)))
        .longs("axis" + output, List.of(1L), 1L)
        .node("Unsqueeze", List.of("x", "axis" + output), "s" + output)
        .node(
            "RNN",
            List.of("s" + output, weight, "r" + weight),
            List.of("h" + output),
            Map.of("hidden_size", 64L))
        .node("Squeeze", List.of("h" + output), output)
        .output(output);
  }

  private static TensorProto ofOneDirection(TensorProto matrix) {
    return matrix.toBuilder().clearDims().addAllDims(List.of(1L, 64L, 64L)).build();
  }

  @Test
  void decodedCodesOfOneGraphAreShared() throws IOException {
    writeLayers();

    Woq run = run("quantize", "defaults: {algorithm: rtn, bits: 4, format: qdq}");

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains("2 layers: it is equal to w0, and is stored once with it");
    assertThat(stored()).containsExactly("w0_codes");
  }

  @Test
  void calibratedAlgorithmsFallBackInBranchesAndShareTheCodes() throws IOException {
    writeBranches();

    Woq run =
        run(
            "quantize",
            "defaults: {algorithm: gptq, bits: 4, format: matmul-nbits}",
            "calibration: {source: random, batches: 2}");

    assertThat(run.out()).contains("quantized by rtn in place of gptq", "is stored once with it");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void codesAreSharedWhereTheSettingsAreEqual() throws IOException {
    writeLayers();
    String defaults = "defaults: {algorithm: rtn, bits: 4, format: matmul-nbits}";
    String rule = "rules: [{match: /c, bits: 8}]";

    Woq plan = run("plan", defaults, rule);
    run("quantize", defaults, rule);

    assertThat(plan.out())
        .contains("w1: it is equal to w0, but quantized differently, and so stored by itself")
        .contains("w2: it is equal to w0, and is stored once with it");
    assertThat(stored()).containsExactlyInAnyOrder("w0_codes", "w1_codes");
    Woq all = run("quantize", defaults, "external_data: always");
    assertThat(all.out()).contains("3 layers,");
    assertThat(Files.size(folder.resolve("out.onnx.data")))
        .isCloseTo((SIDE * SIDE / 2) + SIDE * SIDE / 32 * 5L, within(1024L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gptq", "awq"})
  void codesThatDependOnActivationsAreNot(String algorithm) throws IOException {
    writeLayers();
    String[] recipe = {
      "defaults: {algorithm: " + algorithm + ", bits: 4, format: matmul-nbits}",
      "calibration: {source: random, batches: 4}"
    };

    assertThat(run("plan", recipe).out())
        .contains("2 layers: it is equal to w0, but its codes depend on its activation, too");
    assertThat(run("quantize", recipe).complaints()).isEmpty();
    assertThat(stored()).containsExactly("w0_codes", "w1_codes", "w2_codes");
  }

  @Test
  void whatARuleLeavesInFloatIsStoredOnce() throws IOException {
    writeLayers();

    Woq run =
        run(
            "quantize",
            "defaults: {algorithm: rtn, bits: 4, format: matmul-nbits}",
            "rules: [{match: 're:/[cy]', skip: true}]");

    assertThat(run.out()).contains("1 layer,");
    assertThat(stored()).containsExactly("w1", "w0_codes");
  }
}
