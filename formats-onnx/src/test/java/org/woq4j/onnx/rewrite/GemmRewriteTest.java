package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

/** Gemm in all its forms computes the same after it is replaced. */
class GemmRewriteTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0,0,1,1",
    "0,1,1,1",
    "1,0,1,1",
    "1,1,1,1",
    "0,0,0.5,1",
    "0,1,2,1",
    "0,0,1,0.5",
    "0,0,1,0",
    "1,1,-0.5,-2",
    "0,0,0,1"
  })
  void attributesAreKept(int transA, int transB, float alpha, float beta) {
    SmallModel model =
        (transA == 0 ? taking(3, 32) : taking(32, 3))
            .initializer(transB == 0 ? Weights.of("w", 32, 16) : Weights.of("w", 16, 32))
            .initializer(Weights.of("c", 16))
            .node(
                "Gemm",
                List.of("x", "w", "c"),
                List.of("y"),
                integer("transA", transA),
                integer("transB", transB),
                real("alpha", alpha),
                real("beta", beta));
    ModelProto after = rewritten(model.opset(13));
    assertThat(Contents.operators(after))
        .isEqualTo(transA == 0 ? List.of("MatMulNBits") : List.of("Transpose", "MatMulNBits"));
    assertThat(Contents.initializers(after)).doesNotContain("w");
  }

  @Test
  void withoutAddendNothingIsAdded() {
    ModelProto model = gemmOf(weight(), List.of("x", "w")).opset(13);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 0.5f})
  void oneRowBecomesTheBias(float beta) {
    ModelProto model =
        gemmOf(weight().initializer(Weights.of("c", 1, 16)), List.of("x", "w", "c"), beta)
            .opset(13);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits");
    assertThat(Contents.initializers(after)).doesNotContain("c");
  }

  @Test
  void anAddendBehindOtherNodesIsReadWhereItIs() {
    SmallModel model =
        weight()
            .initializer(Weights.of("c16", DataType.FLOAT16, 16))
            .node("Cast", List.of("c16"), List.of("c"), integer("to", FLOAT));
    ModelProto after = rewritten(gemmOf(model, List.of("x", "w", "c")).opset(13));
    assertThat(Contents.operators(after)).containsExactly("Cast", "MatMulNBits");
  }

  @ParameterizedTest
  @CsvSource({"3,16,1", "3,1,1", "3,16,0.5", "1,1,2"})
  void otherConstantsAreAdded(int rows, int columns, float beta) {
    ModelProto model =
        gemmOf(weight().initializer(Weights.of("c", rows, columns)), List.of("x", "w", "c"), beta)
            .opset(13);
    assertThat(Contents.operators(rewritten(model)))
        .isEqualTo(
            beta == 1 ? List.of("MatMulNBits", "Add") : List.of("Mul", "MatMulNBits", "Add"));
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 0.5f})
  void scalarsAreAdded(float beta) {
    ModelProto model =
        gemmOf(weight().initializer(Weights.of("c")), List.of("x", "w", "c"), beta).opset(13);
    assertThat(Contents.operators(rewritten(model))).contains("MatMulNBits", "Add");
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 0.5f, 0})
  void computedAddendsAreAdded(float beta) {
    ModelProto model =
        gemmOf(weight().input("c", FLOAT, 16), List.of("x", "w", "c"), beta).opset(13);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after))
        .isEqualTo(
            beta == 0
                ? List.of("MatMulNBits")
                : beta == 1 ? List.of("MatMulNBits", "Add") : List.of("Mul", "MatMulNBits", "Add"));
    assertThat(Contents.inputs(after)).containsExactly("x", "c");
  }

  @Test
  void theHostAddsTheBiasThatTheFormatDoesNotTake() {
    ModelProto model =
        gemmOf(weight().initializer(Weights.of("c", 1, 16)), List.of("x", "w", "c"), 0.5f)
            .opset(13);
    ModelProto after = Quantization.in(folder).format(OperatorKind.MATMUL, "fake-quant").of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.operators(after)).containsExactly("MatMul", "Add");
  }

  @Test
  void alphaOfASharedWeightIsMultipliedBehind() {
    ModelProto model =
        taking(3, 32)
            .initializer(Weights.of("w", 32, 16))
            .initializer(Weights.of("c", 16))
            .node("Gemm", List.of("x", "w", "c"), List.of("a"), real("alpha", 0.5))
            .node("Gemm", List.of("x", "w", "c"), List.of("b"), real("alpha", 2))
            .output("a")
            .output("b")
            .opset(13);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after))
        .containsExactly("MatMulNBits", "Mul", "Add", "MatMulNBits", "Mul", "Add");
  }

  @Test
  void alphaOfTheOnlyReaderIsPartOfTheView() {
    ModelProto model =
        taking(3, 32)
            .initializer(Weights.of("w", 32, 16))
            .node("Gemm", List.of("x", "w"), List.of("y"), real("alpha", 0.5))
            .opset(13);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      ConstantWeight weight = opened.weights().get(0);
      float[] plain = Weights.elements(model.getGraph().getInitializer(0));
      float[] seen = opened.view(weight).readAll();
      for (int i = 0; i < seen.length; i++) {
        assertThat(seen[i]).isEqualTo(plain[i] * 0.5f);
      }
    }
  }

  @Test
  void aTransposedActivationIsASiteOfItsOwnAndIsTransposedOnce() {
    ModelProto model =
        taking(32, 32)
            .initializer(Weights.of("u", 32, 16))
            .initializer(Weights.of("v", 32, 16))
            .initializer(Weights.of("w", 32, 16))
            .node("Gemm", List.of("x", "u"), List.of("a"), integer("transA", 1))
            .node("Gemm", List.of("x", "v"), List.of("b"), integer("transA", 1))
            .node("Gemm", List.of("x", "w"), List.of("c"))
            .output("a")
            .output("b")
            .output("c")
            .opset(13);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights().stream().map(w -> w.readers().get(0).site().orElseThrow()))
          .containsExactly(new Site("", "x", true), new Site("", "x", true), Site.of("x"));
    }
    assertThat(Contents.operators(rewritten(model)))
        .containsExactly("Transpose", "MatMulNBits", "MatMulNBits", "MatMulNBits");
  }

  @Test
  void halfPrecisionFactorsHaveTheActivationsType() {
    ModelProto model =
        SmallModel.graph()
            .input("x", DataType.FLOAT16.number(), 3, 32)
            .initializer(Weights.of("w", DataType.FLOAT16, 32, 16))
            .initializer(Weights.of("c", DataType.FLOAT16, 3, 16))
            .node("Gemm", List.of("x", "w", "c"), List.of("a"), real("beta", 0.5))
            .node("Gemm", List.of("x", "w"), List.of("b"), real("alpha", 0.5))
            .output("a")
            .output("b")
            .opset(13);
    assertThat(Contents.operators(rewritten(model)))
        .containsExactly("Mul", "MatMulNBits", "Add", "MatMulNBits", "Mul");
  }

  private static SmallModel weight() {
    return taking(3, 32).initializer(Weights.of("w", 32, 16));
  }

  private static SmallModel gemmOf(SmallModel model, List<String> inputs) {
    return gemmOf(model, inputs, 1);
  }

  private static SmallModel gemmOf(SmallModel model, List<String> inputs, float beta) {
    AttributeProto attribute = real("beta", beta);
    return model.node("Gemm", inputs, List.of("y"), attribute);
  }

  private ModelProto rewritten(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }
}
