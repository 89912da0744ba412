package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Layers of experts whose weights are parts of one constant. */
class ExpertsTest {

  private static final int EXPERTS = 4;
  private static final int TOKENS = 40;
  private static final int K = 32;
  private static final int N = 16;

  /** How the weight of an expert is picked. */
  private enum Pick {
    GATHER_TRANSPOSED,
    GATHER_ND,
    GATHER_ND_FOLDED,
    SLICE,
    SPLIT,
    COLUMNS
  }

  @TempDir private Path folder;

  /** Each token goes to the expert that the router picks; no token goes to the last expert. */
  private void write(Pick pick) throws IOException {
    TestModel model =
        TestModel.taking(TOKENS, K)
            .weight("router", K, EXPERTS)
            .constant(TestModel.tensor("bias", DataType.FLOAT, new float[] {6, 0, 0, -99}, EXPERTS))
            .constant(stack(pick))
            .constant(TestModel.tensor("zeros", DataType.FLOAT, new float[TOKENS * N], TOKENS, N))
            .longs("first", List.of(1L), 0L)
            .longs("column", List.of(2L), -1L, 1L)
            .node("MatMul", List.of("x", "router"), "logits")
            .node("Add", List.of("logits", "bias"), "biased")
            .node(
                "ArgMax", List.of("biased"), List.of("chosen"), Map.of("axis", 1L, "keepdims", 0L));
    if (pick == Pick.SPLIT || pick == Pick.COLUMNS) {
      model.node(
          "Split", List.of("W"), parts(pick), Map.of("axis", pick == Pick.COLUMNS ? 1L : 0L));
    }
    String sum = "zeros";
    for (int e = 0; e < EXPERTS; e++) {
      model.longs("e" + e, List.of(1L), (long) e).longs("end" + e, List.of(1L), e + 1L);
      pick(model, pick, e);
      model
          .node("Equal", List.of("chosen", "e" + e), "is" + e)
          .node("NonZero", List.of("is" + e), "found" + e)
          .node("Squeeze", List.of("found" + e, "first"), "tokens" + e)
          .node("Gather", List.of("x", "tokens" + e), "x" + e)
          .node("MatMul", List.of("x" + e, "w" + e), "y" + e)
          .node("Reshape", List.of("tokens" + e, "column"), "at" + e)
          .node("ScatterND", List.of(sum, "at" + e, "y" + e), "sum" + e);
      sum = "sum" + e;
    }
    model.node("Identity", List.of(sum), "y").output("y").write(folder.resolve("model.onnx"));
  }

  private static List<String> parts(Pick pick) {
    String name = pick == Pick.COLUMNS ? "w" : "part";
    return List.of(name + 0, name + 1, name + 2, name + 3);
  }

  private static void pick(TestModel model, Pick pick, int e) {
    switch (pick) {
      case GATHER_TRANSPOSED ->
          model
              .node("Gather", List.of("W", "e" + e), List.of("part" + e), Map.of("axis", 0L))
              .node("Squeeze", List.of("part" + e, "first"), "matrix" + e)
              .node(
                  "Transpose",
                  List.of("matrix" + e),
                  List.of("w" + e),
                  Map.of("perm", List.of(1L, 0L)));
      case GATHER_ND -> model.node("GatherND", List.of("W", "e" + e), "w" + e);
      case GATHER_ND_FOLDED ->
          // As exporters make an index [expert, all of one dimension]: of scalars.
          model
              .constant(TestModel.int32("scalar" + e, e))
              .node("Cast", List.of("scalar" + e), List.of("long" + e), Map.of("to", 7L))
              .node("Unsqueeze", List.of("long" + e, "first"), "index" + e)
              .longs("only" + e, List.of(1L), 0L)
              .node(
                  "Concat",
                  List.of("only" + e, "index" + e),
                  List.of("both" + e),
                  Map.of("axis", 0L))
              .node("GatherND", List.of("W", "both" + e), "w" + e);
      case SLICE ->
          model
              .node("Slice", List.of("W", "e" + e, "end" + e, "first"), "part" + e)
              .node("Squeeze", List.of("part" + e, "first"), "w" + e);
      case SPLIT -> model.node("Squeeze", List.of("part" + e, "first"), "w" + e);
      case COLUMNS -> {
        // The Split itself makes the matrices.
      }
    }
  }

  private static TensorProto stack(Pick pick) {
    float[] elements = TestModel.elements(EXPERTS * K, N);
    return switch (pick) {
      case GATHER_TRANSPOSED ->
          TestModel.tensor(
              "W", DataType.FLOAT, TestModel.transposedEach(elements, K, N), EXPERTS, N, K);
      case COLUMNS ->
          TestModel.tensor("W", DataType.FLOAT, TestModel.elements(K, EXPERTS * N), K, EXPERTS * N);
      case GATHER_ND_FOLDED -> TestModel.tensor("W", DataType.FLOAT, elements, 1, EXPERTS, K, N);
      default -> TestModel.tensor("W", DataType.FLOAT, elements, EXPERTS, K, N);
    };
  }

  private Woq quantize(String defaults, String... lines) throws IOException {
    Woq run =
        Woq.runRecipe(
            "quantize",
            folder,
            "defaults: {bits: 4, group_size: 16, " + defaults + "}",
            String.join("\n", lines));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private ModelProto written() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx")));
  }

  private void assertSameOutputs() {
    RuntimeOutputs.assertSame(folder.resolve("model.onnx"), folder.resolve("out.onnx"), 1e-5);
  }

  @ParameterizedTest
  @EnumSource
  void eachExpertIsAWeightOfItsOwn(Pick pick) throws IOException {
    write(pick);
    Woq run = quantize("algorithm: rtn, format: {id: matmul-nbits, accuracy_level: 0}");

    assertThat(run.out()).contains("5 layers", "whole model, against the float model");
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .doesNotContain("W");
    assertThat(written().getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .doesNotContain("Split", "Slice", "GatherND", "Transpose", "MatMul");
    assertSameOutputs();
  }

  @Test
  void tokensThatReachAnExpertCalibrateIt() throws IOException {
    write(Pick.SLICE);
    for (String mode : List.of("one-pass", "sequential")) {
      Woq run =
          quantize(
              "algorithm: gptq, format: qdq",
              "calibration: {source: random, batches: 2, mode: %s}".formatted(mode));

      assertThat(run.out())
          .contains(
              "note: W[3]: no row of the calibration data reaches it, so that it was quantized for the"
                  + " rows that reach the other experts of its layer")
          .doesNotContain("W[0]: fewer");
      assertSameOutputs();
    }
  }

  @Test
  void anExpertThatIsSkippedKeepsTheStack() throws IOException {
    write(Pick.SLICE);
    Woq run =
        quantize("algorithm: rtn, format: qdq", "rules: [{match: {weight: 'W[1]'}, skip: true}]");

    assertThat(run.out()).contains("4 layers");
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .contains("W");
    assertSameOutputs();
  }

  @Test
  void aRuleForTheStackCatchesAllItsExperts() throws IOException {
    write(Pick.GATHER_ND);
    Woq run = quantize("algorithm: rtn, format: qdq", "rules: [{match: {weight: W}, bits: 8}]");

    assertThat(run.out()).contains("5 layers");
    assertThat(written().getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getDataType() == DataType.INT8.number())
        .extracting(TensorProto::getName)
        .contains("W[0]_codes", "W[3]_codes")
        .doesNotContain("router_codes");
  }
}
