package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.weights.Weights;

/** Weights inside the bodies of control flow, and those that bodies read from outside. */
class BodyRewriteTest {

  @TempDir Path folder;

  @Test
  void branchesReadWeightsOfTheirOwnAndOfTheOuterGraph() {
    SmallModel inner =
        graph()
            .initializer(Weights.of("w", 16, 16))
            .node("MatMul", List.of("x", "w"), List.of("t"))
            .output("t");
    SmallModel outer = graph().node("MatMul", List.of("x", "w"), List.of("e")).output("e");
    ModelProto model =
        taking(2, 16)
            .scalarInput("yes", BOOL)
            .initializer(Weights.of("w", 16, 16))
            .node(choice("if_1", inner, outer))
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights().stream().map(ConstantWeight::id))
          .containsExactly("if_1/then_branch/w", "w");
      assertThat(opened.weights().stream().map(w -> w.readers().get(0).scope()))
          .containsExactly("if_1/then_branch", "if_1/else_branch");
      assertThat(opened.weights().stream().map(w -> w.readers().get(0).site().orElseThrow()))
          .containsExactly(Site.of("x"), Site.of("x"));
    }
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("If", "MatMulNBits", "MatMulNBits");
    assertThat(Contents.initializers(after)).doesNotContain("w").hasSize(2);
  }

  @Test
  void innerNamesShadowOuterOnes() {
    SmallModel inner =
        graph()
            .node("Relu", List.of("x"), List.of("w"))
            .node("MatMul", List.of("x", "w"), List.of("t"))
            .output("t");
    SmallModel other = graph().node("MatMul", List.of("x", "w"), List.of("e")).output("e");
    ModelProto model =
        taking(16, 16)
            .scalarInput("yes", BOOL)
            .initializer(Weights.of("w", 16, 16))
            .node(choice("", inner, other))
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights()).hasSize(1);
      WeightReader reader = opened.weights().get(0).readers().get(0);
      assertThat(reader.scope()).isEqualTo("y/else_branch");
    }
  }

  @Test
  void loopsReadWeightsThroughNodesOfTheOuterGraph() {
    SmallModel loop =
        graph()
            .scalarInput("i", SmallModel.INT64)
            .scalarInput("go", BOOL)
            .input("h", FLOAT, 2, 16)
            .initializer(Weights.of("v", 16, 16))
            .node("Identity", List.of("go"), List.of("still"))
            .node("MatMul", List.of("h", "wt"), List.of("h1"))
            .node("Gemm", List.of("h1", "v"), List.of("h2"))
            .output("still")
            .output("h2");
    ModelProto model =
        taking(2, 16)
            .initializer(Weights.of("w", 16, 16))
            .ints("times", List.of(), 2)
            .node("Transpose", List.of("w"), List.of("wt"))
            .node(
                namelessNode("Loop", List.of("times", "", "x"), List.of("y"), body("body", loop))
                    .toBuilder()
                    .setName("loop_1")
                    .build())
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights().stream().map(ConstantWeight::id))
          .containsExactly("w^T", "loop_1/body/v");
      assertThat(opened.weights().stream().map(w -> w.readers().get(0).site().orElseThrow()))
          .containsExactly(
              new Site("loop_1/body", "h", false), new Site("loop_1/body", "h1", false));
    }
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after))
        .containsExactly("Loop", "Identity", "MatMulNBits", "MatMulNBits");
    assertThat(Contents.initializers(after)).hasSize(3);
  }

  @Test
  void scansReadWeights() {
    SmallModel scan =
        graph()
            .input("h", FLOAT, 16)
            .input("row", FLOAT, 16)
            .initializer(Weights.of("w", 1, 16, 16))
            .node("Add", List.of("h", "row"), List.of("sum"))
            .node("MatMul", List.of("sum", "w"), List.of("p"))
            .node("Squeeze", List.of("p"), List.of("h1"))
            .node("Identity", List.of("h1"), List.of("out"))
            .output("h1")
            .output("out");
    ModelProto model =
        taking(3, 16)
            .initializer(Weights.of("start", 16))
            .node(
                "Scan",
                List.of("start", "x"),
                List.of("last", "y"),
                body("body", scan),
                integer("num_scan_inputs", 1))
            .opset(17);
    assertThat(Contents.operators(rewritten(model)))
        .containsExactly("Scan", "Add", "MatMulNBits", "Unsqueeze", "Squeeze", "Identity");
  }

  @Test
  void aDividedActivationOfTheOuterGraphIsDividedThere() {
    SmallModel inner = graph().node("MatMul", List.of("r", "w"), List.of("t")).output("t");
    SmallModel other = graph().node("MatMul", List.of("r", "w"), List.of("e")).output("e");
    ModelProto model =
        taking(2, 16)
            .scalarInput("yes", BOOL)
            .initializer(Weights.of("w", 16, 16))
            .node("Relu", List.of("x"), List.of("r"))
            .node(choice("if", inner, other))
            .opset(17);
    float[] ones = new float[16];
    Arrays.fill(ones, 1);
    ModelProto after =
        Quantization.in(folder)
            .before((rewrite, opened) -> rewrite.divideActivation(opened.weights(), 0, ones))
            .of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.operators(after))
        .containsExactly("Relu", "Mul", "If", "MatMulNBits", "MatMulNBits");
  }

  private static NodeProto choice(String name, SmallModel then, SmallModel otherwise) {
    AttributeProto first = body("then_branch", then);
    NodeProto node =
        namelessNode("If", List.of("yes"), List.of("y"), first, body("else_branch", otherwise));
    return name.isEmpty() ? node : node.toBuilder().setName(name).build();
  }

  private ModelProto rewritten(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }
}
