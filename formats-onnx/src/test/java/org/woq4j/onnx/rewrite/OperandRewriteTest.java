package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.INT32;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.opsetImport;
import static org.woq4j.onnx.SmallModel.taking;
import static org.woq4j.onnx.SmallModel.text;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

/** Weights that are decoded in front of the operators that read them. */
class OperandRewriteTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"8, 16, 21", "8, -1, 13", "4, 16, 21", "4, -1, 21"})
  void aConvHasRowsOfCodesForEachOutput(int bits, int groupSize, int opset) {
    TensorProto first = quarters(bits, "w", 8, 4, 3, 3);
    ModelProto model =
        taking(1, 4, 5, 5)
            .initializer(first)
            .initializer(quarters(bits, "v", 4, 8, 7, 1))
            .node("Conv", List.of("x", "w"), List.of("h"), integers("pads", 1, 1, 1, 1))
            .node("ConvTranspose", List.of("h", "v0"), List.of("y"))
            .initializer(quarters(bits, "v0", 8, 4, 3, 3))
            .opset(13);
    ModelProto after =
        Quantization.in(folder).bits(bits).groupSize(groupSize).opset(opset).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.operators(after))
        .containsExactly(
            "DequantizeLinear", "Reshape", "Conv", "DequantizeLinear", "Reshape", "ConvTranspose");
    assertThat(Contents.initializers(after)).doesNotContain("w", "v0").contains("v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRU", "LSTM", "RNN"})
  void aRecurrentLayerReadsTwoWeights(String operator) {
    long gates = operator.equals("LSTM") ? 4 : operator.equals("GRU") ? 3 : 1;
    ModelProto model =
        taking(3, 2, 16)
            .initializer(Weights.of("w", 2, gates * 16, 16))
            .initializer(Weights.of("r", 2, gates * 16, 16))
            .initializer(Weights.of("b", 2, 2 * gates * 16))
            .node(
                operator,
                List.of("x", "w", "r", "b"),
                List.of("y"),
                integer("hidden_size", 16),
                text("direction", "bidirectional"))
            .opset(21);
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.operators(after).stream().filter("DequantizeLinear"::equals)).hasSize(2);
    assertThat(Contents.initializers(after)).doesNotContain("w", "r").contains("b");
    ModelProto one =
        Quantization.in(folder).only((weight, reader) -> weight.tensor().equals("r")).of(model);
    SameOutputs.assertSame(model, one);
    assertThat(Contents.initializers(one)).doesNotContain("r").contains("w", "b");
  }

  @Test
  void anEinsumThatIsNoProductAndTheTablesOfAnEmbeddingLayer() {
    ModelProto model =
        graph()
            .input("ids", INT32, 2, 3)
            .initializer(Weights.of("words", 100, 16))
            .initializer(Weights.of("places", 16, 16))
            .initializer(Weights.of("ones", 16))
            .initializer(Weights.of("w", 2, 16, 16))
            .node(
                namelessNode(
                        "EmbedLayerNormalization",
                        List.of("ids", "", "words", "places", "", "ones", "ones"),
                        List.of("h", "mask"))
                    .toBuilder()
                    .setDomain("com.microsoft")
                    .build())
            .node("Einsum", List.of("h", "w"), List.of("y"), text("equation", "bij,bjk->bki"))
            .opset(21)
            .toBuilder()
            .addOpsetImport(opsetImport("com.microsoft", 1))
            .build();
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.operators(after).stream().filter("DequantizeLinear"::equals)).hasSize(3);
  }

  @Test
  void aBodyReadsAWeightOfTheGraphAroundIt() {
    SmallModel then = graph().node("Conv", List.of("x", "w"), List.of("t")).output("t");
    SmallModel otherwise = graph().node("Conv", List.of("x", "w"), List.of("e")).output("e");
    ModelProto model =
        taking(1, 16, 5, 5)
            .scalarInput("yes", BOOL)
            .initializer(Weights.of("w", 8, 16, 3, 3))
            .node(
                "If",
                List.of("yes"),
                List.of("y"),
                body("then_branch", then),
                body("else_branch", otherwise))
            .opset(21);
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.initializers(after)).hasSize(2);
  }

  /** A weight whose codes have that many bits at the scale of {@link Quantization}. */
  private static TensorProto quarters(int bits, String name, long... dims) {
    float[] elements = Weights.elements(Weights.of(name, dims));
    for (int i = 0; i < elements.length && bits < 8; i++) {
      elements[i] = Math.round(elements[i] * 7) / 32f;
    }
    return Weights.of(name, DataType.FLOAT, elements, dims);
  }
}
