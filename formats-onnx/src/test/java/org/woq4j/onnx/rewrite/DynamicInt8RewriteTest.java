package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.weights.Weights;

/**
 * Products of integers compute what the float model does on activations that are rounded as
 * DynamicQuantizeLinear rounds them.
 */
class DynamicInt8RewriteTest {

  private static final List<String> NODES =
      List.of("DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul");

  @TempDir Path folder;

  /** Adds the nodes that round an activation and return it as floats. */
  private static SmallModel rounding(SmallModel model, String activation, String rounded) {
    String code = activation + "_q";
    List<String> parts = List.of(code, activation + "_s", activation + "_z");
    return model
        .node("DynamicQuantizeLinear", List.of(activation), parts)
        .node("DequantizeLinear", parts, List.of(rounded));
  }

  @Test
  void oneReaderIsFusedIntoOneNode() throws Exception {
    SmallModel model = taking(3, 40).initializer(Weights.of("w", 40, 6));
    ModelProto after = rewritten(model.node("MatMul", List.of("x", "w"), List.of("y")).opset(17));
    assertThat(Contents.operators(after)).isEqualTo(NODES);
    assertThat(Contents.initializers(after))
        .containsExactlyInAnyOrder("w_codes", "w_scales", "w_zero_points");
    assertThat(optimized(after)).containsExactly("DynamicQuantizeMatMul");
    SmallModel reference = rounding(taking(3, 40).initializer(Weights.of("w", 40, 6)), "x", "r");
    assertLike(reference.node("MatMul", List.of("r", "w"), List.of("y")).opset(17), after);
  }

  @Test
  void manyReadersShareTheRoundedActivation() throws Exception {
    ModelProto after = rewritten(threeReaders(taking(3, 40), "x").opset(17));
    assertThat(Contents.operators(after))
        .containsOnlyOnce("DynamicQuantizeLinear")
        .startsWith("DynamicQuantizeLinear");
    assertThat(optimized(after))
        .containsExactly(
            "DynamicQuantizeLinear",
            "MatMulIntegerToFloat",
            "MatMulIntegerToFloat",
            "MatMulIntegerToFloat");
    assertLike(threeReaders(rounding(taking(3, 40), "x", "r"), "r").opset(17), after);
  }

  /** Of different widths: ONNX Runtime does not fuse nodes that have equal scales. */
  private static SmallModel threeReaders(SmallModel model, String activation) {
    for (int columns : new int[] {6, 7, 8}) {
      String name = "y" + columns;
      model
          .initializer(Weights.of("w" + columns, 40, columns))
          .initializer(Weights.of("b" + columns, columns))
          .node("MatMul", List.of(activation, "w" + columns), List.of("p" + columns))
          .node("Add", List.of("b" + columns, "p" + columns), List.of(name))
          .output(name);
    }
    return model;
  }

  @ParameterizedTest
  @CsvSource({"0,0,1,1", "0,1,1,1", "1,1,1,0.5", "0,0,-0.5,2"})
  void gemmIsMultipliedAndItsAddendIsAdded(int transA, int transB, float alpha, float beta)
      throws Exception {
    ModelProto after = rewritten(gemm(transA, transB, alpha, beta, false));
    assertThat(optimized(after)).endsWith("DynamicQuantizeMatMul");
    assertLike(gemm(transA, transB, alpha, beta, true), after);
  }

  private static ModelProto gemm(int transA, int transB, float alpha, float beta, boolean rounded) {
    SmallModel model =
        (transA == 0 ? taking(3, 32) : taking(32, 3))
            .initializer(transB == 0 ? Weights.of("w", 32, 16) : Weights.of("w", 16, 32))
            .initializer(Weights.of("c", 16));
    if (rounded) {
      rounding(model, "x", "r");
    }
    return model
        .node(
            "Gemm",
            List.of(rounded ? "r" : "x", "w", "c"),
            List.of("y"),
            integer("transA", transA),
            integer("transB", transB),
            real("alpha", alpha),
            real("beta", beta))
        .opset(13);
  }

  @Test
  void aWeightOfTwoActivationsIsStoredOnce() {
    SmallModel model = taking(2, 16).initializer(Weights.of("w", 16, 16));
    ModelProto after =
        rewritten(
            model
                .node("MatMul", List.of("x", "w"), List.of("a"))
                .node("MatMul", List.of("a", "w"), List.of("y"))
                .opset(17));
    assertThat(Contents.initializers(after)).hasSize(3);
    SmallModel reference = rounding(taking(2, 16).initializer(Weights.of("w", 16, 16)), "x", "r");
    reference.node("MatMul", List.of("r", "w"), List.of("a"));
    assertLike(
        rounding(reference, "a", "t").node("MatMul", List.of("t", "w"), List.of("y")).opset(17),
        after);
  }

  /** The codes of a table and of a head are in different orders, so each has its own. */
  @Test
  void theHeadOfATiedTableIsReplaced() throws Exception {
    SmallModel model = embedding();
    model.node("MatMul", List.of("h", "head"), List.of("y"));
    ModelProto after = rewritten(model.opset(17));
    assertThat(optimized(after)).contains("GatherBlockQuantized", "DynamicQuantizeMatMul");
    assertThat(Contents.initializers(after)).doesNotContain("e");
    SmallModel reference = rounding(embedding(), "h", "r");
    assertLike(reference.node("MatMul", List.of("r", "head"), List.of("y")).opset(17), after);
  }

  private static SmallModel embedding() {
    return graph()
        .input("x", INT64, 2, 3)
        .initializer(Weights.of("e", 100, 32))
        .node("Gather", List.of("e", "x"), List.of("h"))
        .node("Transpose", List.of("e"), List.of("head"), integers("perm", 1, 0));
  }

  @Test
  void aDividedActivationIsRoundedBehindItsMul() {
    float[] twos = new float[40];
    Arrays.fill(twos, 2);
    ModelProto after =
        dynamic()
            .before((rewrite, opened) -> rewrite.divideActivation(opened.weights(), 0, twos))
            .of(threeReaders(taking(3, 40), "x").opset(17));
    assertThat(Contents.operators(after))
        .containsOnlyOnce("DynamicQuantizeLinear")
        .startsWith("Mul", "DynamicQuantizeLinear");
    SmallModel halved = taking(3, 40).floats("half", List.of(), 0.5);
    rounding(halved.node("Mul", List.of("x", "half"), List.of("h")), "h", "r");
    assertLike(threeReaders(halved, "r").opset(17), after);
  }

  @Test
  void branchesShareTheActivationOfTheOuterGraph() {
    ModelProto after = rewritten(branches(taking(2, 16), "x"));
    assertThat(Contents.operators(after))
        .containsOnlyOnce("DynamicQuantizeLinear")
        .startsWith("DynamicQuantizeLinear", "If");
    assertLike(branches(rounding(taking(2, 16), "x", "r"), "r"), after);
  }

  private static ModelProto branches(SmallModel model, String activation) {
    SmallModel then = graph().node("MatMul", List.of(activation, "w"), List.of("t")).output("t");
    SmallModel otherwise =
        graph()
            .initializer(Weights.of("v", 16, 16))
            .node("MatMul", List.of(activation, "v"), List.of("e"))
            .output("e");
    return model
        .scalarInput("yes", BOOL)
        .initializer(Weights.of("w", 16, 16))
        .node(
            namelessNode(
                "If",
                List.of("yes"),
                List.of("y"),
                body("then_branch", then),
                body("else_branch", otherwise)))
        .opset(17);
  }

  private Quantization dynamic() {
    return Quantization.in(folder).format(OperatorKind.MATMUL, "dynamic-int8").groupSize(-1);
  }

  private ModelProto rewritten(ModelProto model) {
    return dynamic().of(model);
  }

  /** Both sum the same products, in float32 or in integers. */
  private static void assertLike(ModelProto reference, ModelProto after) {
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      ModelRun expected = ModelRun.of(reference, OptLevel.NO_OPT);
      ModelRun actual = ModelRun.of(after, level);
      assertThat(actual.outputs().keySet()).isEqualTo(expected.outputs().keySet());
      expected
          .outputs()
          .forEach(
              (name, output) -> {
                List<Float> other = actual.outputs().get(name).floats();
                assertThat(other).hasSameSizeAs(output.floats());
                double largest = output.floats().stream().mapToDouble(Math::abs).max().orElse(0);
                for (int i = 0; i < other.size(); i++) {
                  assertThat(other.get(i).doubleValue())
                      .as("%s[%d] at %s", name, i, level)
                      .isCloseTo(output.floats().get(i), within(1e-6 * largest));
                }
              });
    }
  }

  /** The operators of a model as ONNX Runtime runs it. */
  private List<String> optimized(ModelProto model) throws OrtException, IOException {
    Path file = folder.resolve("optimized.onnx");
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizedModelFilePath(file.toString());
      options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options)) {
        assertThat(session.getNumOutputs()).isPositive();
      }
    }
    return Contents.operators(ModelProto.parseFrom(Files.readAllBytes(file)));
  }
}
