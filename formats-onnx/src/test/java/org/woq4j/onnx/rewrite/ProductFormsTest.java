package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT32;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.opsetImport;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;
import static org.woq4j.onnx.SmallModel.text;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.weights.Weights;

/** Products of constants in other operators than MatMul, Gemm and Gather. */
class ProductFormsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bij,jk->bik; 2 3 16; 16 32",
        "bij,kj->bik; 2 3 16; 32 16",
        "ij , jk -> ik; 3 16; 16 32",
        "...j,jk->...k; 2 3 16; 16 32",
        "bij,jhd->bihd; 2 3 16; 16 4 8",
        "bihd,hdk->bik; 2 3 4 8; 4 8 16",
        "bihd,khd->bik; 2 3 4 8; 16 4 8",
      })
  void anEinsumThatIsAProductOfMatrices(String equation, String dims, String weight) {
    ModelProto model =
        taking(longs(dims))
            .initializer(Weights.of("w", longs(weight)))
            .node("Einsum", List.of("x", "w"), List.of("y"), text("equation", equation))
            .opset(17);
    assertThat(Contents.operators(rewritten(model)))
        .contains("MatMulNBits")
        .doesNotContain("Einsum");
  }

  @Test
  void anEinsumWithTheConstantFirst() {
    ModelProto model =
        taking(2, 3, 16)
            .initializer(Weights.of("w", 16, 32))
            .node("Einsum", List.of("w", "x"), List.of("y"), text("equation", "jk,bij->bik"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bij,bjk->bik", "bij,jk->bki", "bij,jk->bi", "bji,jk->bik"})
  void anotherEinsumStaysAsItIs(String equation) {
    TensorProto weight =
        equation.contains("bjk") ? Weights.of("w", 2, 16, 16) : Weights.of("w", 16, 16);
    ModelProto model =
        taking(2, 16, 16)
            .initializer(weight)
            .initializer(Weights.of("v", 16, 16))
            .node("Einsum", List.of("x", "w"), List.of("h"), text("equation", equation))
            .node("Einsum", List.of("x", "v"), List.of("y"), text("equation", "bij,jk->bik"))
            .output("h")
            .output("y")
            .opset(17);
    ModelProto after =
        Quantization.in(folder).only((chosen, reader) -> chosen.tensor().equals("v")).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.operators(after)).containsExactly("Einsum", "MatMulNBits");
  }

  @Test
  void aFusedMatMulWithTransposesAndAlpha() {
    ModelProto model =
        withContrib(
            taking(2, 16, 3)
                .initializer(Weights.of("w", 32, 16))
                .initializer(Weights.of("v", 32, 16))
                .node(
                    contrib(
                        "FusedMatMul",
                        List.of("x", "w"),
                        List.of("h"),
                        integer("transA", 1),
                        integer("transB", 1),
                        real("alpha", 0.5)))
                .node(contrib("FusedMatMul", List.of("h", "v"), List.of("y")))
                .opset(17));
    assertThat(Contents.operators(rewritten(model)))
        .containsExactly("Transpose", "MatMulNBits", "Constant", "Mul", "MatMulNBits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"16 3", "2 16 3"})
  void aConstantOnTheLeftOfAnActivationOfKnownRank(String dims) {
    ModelProto model =
        taking(longs(dims))
            .initializer(Weights.of("w", 32, 16))
            .node("MatMul", List.of("w", "x"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model)))
        .containsExactly("Transpose", "MatMulNBits", "Transpose");
  }

  @Test
  void whatIsNotQuantizedIsWrittenAsItWas() {
    ModelProto model =
        taking(2, 3, 16)
            .initializer(Weights.of("v", 16, 16))
            .initializer(Weights.of("w", 16, 16))
            .initializer(Weights.of("u", 32, 3))
            .node("MatMul", List.of("x", "v"), List.of("h"))
            .node("Einsum", List.of("h", "w"), List.of("i"), text("equation", "bij,jk->bik"))
            .node("MatMul", List.of("u", "i"), List.of("y"))
            .opset(17);
    ModelProto after =
        Quantization.in(folder).only((chosen, reader) -> chosen.tensor().equals("v")).of(model);
    assertThat(after.getGraph().getNodeList().subList(1, 3))
        .isEqualTo(model.getGraph().getNodeList().subList(1, 3));
    SameOutputs.assertSame(model, after);
  }

  @Test
  void thePackedProjectionsOfAnAttention() {
    ModelProto model = attention(List.of("x", "w", "b"), integer("num_heads", 4));
    assertThat(Contents.operators(close(model)))
        .containsExactly("MatMulNBits", "Constant", "Split", "MultiHeadAttention");
  }

  @Test
  void anAttentionWithAMaskThatLooksBackOnlyAndHasSizesOfItsOwn() {
    close(
        attention(
            List.of("x", "w", "b", "mask"),
            integer("num_heads", 2),
            integer("unidirectional", 1),
            real("scale", 0.25)));
    ModelProto model =
        attention(
            List.of("x", "w", "b", "", "", "bias"),
            integer("num_heads", 2),
            integers("qkv_hidden_sizes", 32, 32, 32));
    close(model);
  }

  private static ModelProto attention(List<String> inputs, AttributeProto... attributes) {
    SmallModel small = taking(2, 3, 32).initializer(Weights.of("w", 32, 96));
    if (inputs.contains("b")) {
      small.initializer(Weights.of("b", 96));
    }
    if (inputs.contains("mask")) {
      small.input("mask", INT32, 2, 3);
    }
    if (inputs.contains("bias")) {
      small.input("bias", FLOAT, 2, 2, 3, 3);
    }
    return withContrib(
        small.node(contrib("Attention", inputs, List.of("y"), attributes)).opset(17));
  }

  /** Both kernels round, so the outputs are not the same to the last bit. */
  private ModelProto close(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      List<Float> expected = ModelRun.of(model, level).outputs().get("y").floats();
      List<Float> actual = ModelRun.of(after, level).outputs().get("y").floats();
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i)).isCloseTo(expected.get(i), within(2e-5f));
      }
    }
    assertThat(Contents.operators(after)).contains("MatMulNBits").doesNotContain("Attention");
    return after;
  }

  private ModelProto rewritten(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }

  private static NodeProto contrib(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return namelessNode(operator, inputs, outputs, attributes).toBuilder()
        .setDomain("com.microsoft")
        .build();
  }

  private static ModelProto withContrib(ModelProto model) {
    return model.toBuilder().addOpsetImport(opsetImport("com.microsoft", 1)).build();
  }

  private static long[] longs(String dims) {
    return List.of(dims.trim().split(" ")).stream().mapToLong(Long::parseLong).toArray();
  }
}
