package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

/** Products with constants compute the same after they are replaced. */
class MatMulRewriteTest {

  private static final int FLOAT16 = DataType.FLOAT16.number();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"32,16", "20,3", "7,1", "48,5"})
  void initializersAreReplaced(int rows, int columns) {
    ModelProto model =
        taking(2, rows)
            .initializer(Weights.of("w", rows, columns))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits");
    assertThat(Contents.initializers(after)).doesNotContain("w");
  }

  @Test
  void constantNodesAreReplaced() {
    ModelProto model =
        taking(2, 32)
            .node(constant(Weights.of("", 32, 16), "w"))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @Test
  void chainsOfTransposeIdentityAndReshapeAreReplaced() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", 4, 4, 32))
            .ints("shape", List.of(2L), -1, 32)
            .node("Identity", List.of("w"), List.of("w1"))
            .node("Reshape", List.of("w1", "shape"), List.of("w2"))
            .node("Transpose", List.of("w2"), List.of("w3"), integers("perm", 1, 0))
            .node("MatMul", List.of("x", "w3"), List.of("y"))
            .opset(17);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits");
    assertThat(Contents.initializers(after)).doesNotContain("w", "shape");
  }

  @Test
  void halfPrecisionWeightsThatAreCastUpAreReplaced() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", DataType.FLOAT16, 32, 16))
            .node("Cast", List.of("w"), List.of("w32"), integer("to", FLOAT))
            .node("MatMul", List.of("x", "w32"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @Test
  void weightsThatAreCastDownAreRoundedAsTheReaderSeesThem() {
    float[] elements = new float[32 * 4];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (i % 9 - 4) / 8f * 1.00001f;
    }
    ModelProto model =
        SmallModel.graph()
            .input("x", FLOAT16, 2, 32)
            .initializer(Weights.of("w", DataType.FLOAT, elements, 32, 4))
            .node("Cast", List.of("w"), List.of("w16"), integer("to", FLOAT16))
            .node("Cast", List.of("w16"), List.of("wb"), integer("to", DataType.BFLOAT16.number()))
            .node("Cast", List.of("wb"), List.of("wh"), integer("to", FLOAT16))
            .node("MatMul", List.of("x", "wh"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @Test
  void halfPrecisionWeightsAreReplaced() {
    ModelProto model =
        SmallModel.graph()
            .input("x", FLOAT16, 2, 32)
            .initializer(Weights.of("w", DataType.FLOAT16, 32, 16))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 17})
  void leadingAxesOfTheWeightStayInTheOutput(int opset) {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", 1, 1, 32, 16))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(opset);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits", "Unsqueeze");
  }

  @Test
  void leadingAxesThatTheActivationHasTooNeedNothing() {
    ModelProto model =
        taking(3, 2, 32)
            .initializer(Weights.of("w", 1, 32, 16))
            .node("Relu", List.of("x"), List.of("r"))
            .node("MatMul", List.of("r", "w"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("Relu", "MatMulNBits");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void vectorsAreMultipliedWithoutAnAxisTooMany(int rank) {
    long[] dims = rank == 2 ? new long[] {32, 16} : new long[] {1, 32, 16};
    ModelProto model =
        taking(32)
            .initializer(Weights.of("w", dims))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).startsWith("MatMulNBits");
  }

  @Test
  void weightsWithUnsqueezedAxesAreReplaced() {
    ModelProto model =
        taking(3, 2, 32)
            .initializer(Weights.of("w", 32, 16))
            .ints("axes", List.of(1L), 0)
            .node("Unsqueeze", List.of("w", "axes"), List.of("w1"))
            .node("MatMul", List.of("x", "w1"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits");
  }

  @Test
  void aSmallConstantOnTheLeftStays() {
    ModelProto model =
        taking(16, 4)
            .initializer(Weights.of("w", 8, 16))
            .initializer(Weights.of("v", 4, 4))
            .node("MatMul", List.of("w", "x"), List.of("a"))
            .node("MatMul", List.of("a", "v"), List.of("y"))
            .opset(17);
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMul", "MatMulNBits");
  }

  @Test
  void constantsOfOldModelsThatAreInputsTooAreReplaced() {
    ModelProto model =
        taking(2, 32)
            .input("w", FLOAT, 32, 16)
            .input("v", FLOAT, 16)
            .initializer(Weights.of("w", 32, 16))
            .initializer(Weights.of("v", 16))
            .node("MatMul", List.of("x", "w"), List.of("a"))
            .node("Add", List.of("a", "v"), List.of("y"))
            .opset(9)
            .toBuilder()
            .setIrVersion(3)
            .build();
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits", "Add");
    assertThat(Contents.inputs(after)).containsExactly("x");
    assertThat(after.getIrVersion()).isEqualTo(4);
  }

  @Test
  void nodesOfOneNameAndWithoutNamesAreReplaced() {
    ModelProto model =
        taking(2, 16)
            .initializer(Weights.of("u", 16, 16))
            .initializer(Weights.of("v", 16, 16))
            .initializer(Weights.of("w", 16, 16))
            .node(named("mm", "x", "u", "a"))
            .node(named("mm", "a", "v", "b"))
            .node("MatMul", List.of("b", "w"), List.of("y"))
            .opset(17);
    ModelProto after = Quantization.in(folder).of(model);
    assertThat(after.getGraph().getNodeList().stream().map(NodeProto::getName))
        .containsExactly("mm_2", "mm_3", "y");
    // The runtime does not load two nodes of one name.
    ModelProto.Builder nameless = model.toBuilder();
    nameless.getGraphBuilder().getNodeBuilderList().forEach(NodeProto.Builder::clearName);
    SameOutputs.assertSame(nameless.build(), after);
  }

  @Test
  void activationsAreDividedOnlyForTheReplacedReaders() {
    float[] scale = new float[32];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = i % 2 == 0 ? 0.5f : 2;
    }
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("v", 32, 4))
            .initializer(Weights.of("w", 32, 16))
            .node("Relu", List.of("x"), List.of("r"))
            .node("MatMul", List.of("r", "v"), List.of("left"))
            .node("MatMul", List.of("r", "w"), List.of("right"))
            .output("left")
            .output("right")
            .opset(17);
    ModelProto after =
        Quantization.in(folder)
            .only((weight, reader) -> weight.tensor().equals("v"))
            .before(
                (rewrite, opened) ->
                    rewrite.divideActivation(Quantization.weights(opened, "v"), 0, scale))
            .of(model);
    assertThat(Contents.operators(after)).containsExactly("Relu", "Mul", "MatMulNBits", "MatMul");
    SameOutputs.assertSame(scaledRows(model, "v", scale), after);
  }

  private ModelProto rewritten(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }

  /** The effect of the division on a weight without scaled rows. */
  private static ModelProto scaledRows(ModelProto model, String name, float[] scale) {
    ModelProto.Builder scaled = model.toBuilder();
    for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
      TensorProto tensor = model.getGraph().getInitializer(i);
      if (tensor.getName().equals(name)) {
        float[] elements = Weights.elements(tensor);
        int columns = elements.length / scale.length;
        for (int j = 0; j < elements.length; j++) {
          elements[j] /= scale[j / columns];
        }
        scaled
            .getGraphBuilder()
            .setInitializer(i, Weights.of(name, DataType.FLOAT, elements, scale.length, columns));
      }
    }
    return scaled.build();
  }

  private static NodeProto named(String name, String input, String weight, String output) {
    return namelessNode("MatMul", List.of(input, weight), List.of(output)).toBuilder()
        .setName(name)
        .build();
  }

  private static NodeProto constant(TensorProto value, String output) {
    return namelessNode(
        "Constant",
        List.of(),
        List.of(output),
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeType.TENSOR)
            .setT(value)
            .build());
  }
}
