package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

/** Weights with several readers. */
class SharedWeightRewriteTest {

  @TempDir Path folder;

  @Test
  void aWeightOfTwoNodesIsStoredOnce() {
    ModelProto model =
        taking(2, 16)
            .initializer(Weights.of("w", 16, 16))
            .node("MatMul", List.of("x", "w"), List.of("a"))
            .node("MatMul", List.of("a", "w"), List.of("y"))
            .opset(17);
    assertThat(onlyWeight(model).readers()).hasSize(2);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits", "MatMulNBits");
    assertThat(after.getGraph().getInitializerCount()).isEqualTo(2);
  }

  @Test
  void aWeightReadBothWaysCountsTwice() {
    ModelProto model =
        taking(2, 16)
            .initializer(Weights.of("w", 16, 32))
            .node("MatMul", List.of("x", "w"), List.of("a"))
            .node("Transpose", List.of("w"), List.of("wt"))
            .node("MatMul", List.of("a", "wt"), List.of("y"))
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights().stream().map(ConstantWeight::id)).containsExactly("w", "w^T");
      float[] w = opened.view(opened.weights().get(0)).readAll();
      float[] wt = opened.view(opened.weights().get(1)).readAll();
      assertThat(wt[5 * 16 + 3]).isEqualTo(w[3 * 32 + 5]);
    }
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits", "MatMulNBits");
    assertThat(Contents.initializers(after)).doesNotContain("w");
  }

  @Test
  void aTiedEmbeddingIsOneWeightAndItsBytesAreStoredOnce() {
    ModelProto model = tied().opset(17);
    ConstantWeight weight = onlyWeight(model);
    assertThat(weight.inputFeatures()).isEqualTo(32);
    assertThat(weight.outputFeatures()).isEqualTo(100);
    assertThat(weight.readers().stream().map(WeightReader::operator))
        .containsExactly("Gather", "MatMul");
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after))
        .containsExactly("Reshape", "GatherBlockQuantized", "MatMulNBits");
    assertThat(after.getGraph().getInitializerList())
        .as("codes, scales and the shape of the embedding's codes")
        .hasSize(3);
  }

  /** As exporters that fold constants write it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyOfATableIsStoredOnceToo(boolean transposed) {
    ModelProto model = copied(transposed, Weights.of("e", 100, 32));
    ConstantWeight weight = onlyWeight(model);
    assertThat(weight.readers().stream().map(WeightReader::operator))
        .containsExactly("Gather", transposed ? "MatMul" : "Gemm");
    assertThat(weight.bytes()).isEqualTo(2 * 4 * 3200);
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).contains("GatherBlockQuantized", "MatMulNBits");
    assertThat(Contents.initializers(after)).doesNotContain("e", "head");
    assertThat(after.getGraph().getInitializerList())
        .as("codes, scales and the shapes of the embedding's codes and of the rows")
        .hasSize(4);
  }

  @Test
  void aMatrixThatDiffersInOneElementIsNoCopy() {
    float[] other = Weights.elements(Weights.of("e", 100, 32));
    other[99 * 32 + 31] += 1;
    ModelProto model = copied(false, Weights.of("e", DataType.FLOAT, other, 100, 32));
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights()).hasSize(2);
    }
  }

  private static ModelProto copied(boolean transposed, TensorProto table) {
    SmallModel model =
        graph()
            .input("x", INT64, 2, 3)
            .initializer(table)
            .initializer(copy(transposed))
            .ints("rows", List.of(2L), 6, 32)
            .node("Gather", List.of("e", "x"), List.of("g"))
            .node("Reshape", List.of("g", "rows"), List.of("h"));
    return (transposed
            ? model.node("MatMul", List.of("h", "head"), List.of("y"))
            : model.node("Gemm", List.of("h", "head"), List.of("y"), integer("transB", 1)))
        .opset(17);
  }

  private static TensorProto copy(boolean transposed) {
    float[] table = Weights.elements(Weights.of("e", 100, 32));
    if (!transposed) {
      return Weights.of("head", DataType.FLOAT, table, 100, 32);
    }
    float[] head = new float[table.length];
    for (int i = 0; i < table.length; i++) {
      head[i % 32 * 100 + i / 32] = table[i];
    }
    return Weights.of("head", DataType.FLOAT, head, 32, 100);
  }

  @Test
  void oneReaderOfATiedEmbeddingMayBeReplaced() {
    ModelProto model = tied().opset(17);
    for (OperatorKind kind : List.of(OperatorKind.MATMUL, OperatorKind.GATHER)) {
      ModelProto after =
          Quantization.in(folder).only((weight, reader) -> reader.kind() == kind).of(model);
      SameOutputs.assertSame(model, after);
      assertThat(Contents.initializers(after)).contains("e");
      assertThat(Contents.operators(after).contains("Transpose"))
          .isEqualTo(kind == OperatorKind.GATHER);
    }
  }

  /** The table is stored for both, multiplied by the head's scale. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "FLOAT16"})
  void aScaledHeadAndItsEmbeddingComputeTheSame(DataType type) {
    ModelProto model =
        graph()
            .input("x", INT64, 2, 3)
            .initializer(Weights.of("e", type, 100, 32))
            .node("Gather", List.of("e", "x"), List.of("h"))
            .node("Relu", List.of("h"), List.of("r"))
            .node("Transpose", List.of("e"), List.of("head"), integers("perm", 1, 0))
            .node("MatMul", List.of("r", "head"), List.of("y"))
            .output("h", type.number(), 2, 3, 32)
            .opset(17);
    ScaledModel scaled = ScaledModel.of(model, ScaledModel.Scales.ANY, folder);
    scaled.isWithin(type == DataType.FLOAT ? 1e-6 : 2e-3);
    assertThat(scaled.descriptions()).containsOnlyKeys("r");
  }

  @Test
  void anEmbeddingIsReplaced() {
    ModelProto model =
        graph()
            .input("x", INT64, 2, 3)
            .initializer(Weights.of("e", 100, 32))
            .node("Gather", List.of("e", "x"), List.of("y"), integer("axis", -2))
            .opset(17);
    assertThat(onlyWeight(model).readers().get(0).site()).isEmpty();
    assertThat(Contents.operators(rewritten(model))).containsExactly("GatherBlockQuantized");
  }

  @Test
  void aWeightThatIsAlsoAnOutputOrReadByOtherNodesStays() {
    ModelProto model =
        taking(2, 16)
            .initializer(Weights.of("v", 16, 16))
            .initializer(Weights.of("w", 16, 16))
            .node("MatMul", List.of("x", "v"), List.of("a"))
            .node("MatMul", List.of("a", "w"), List.of("b"))
            .node("Add", List.of("w", "w"), List.of("c"))
            .output("b")
            .output("c")
            .output("v", FLOAT, 16, 16)
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights()).hasSize(2);
    }
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsExactly("MatMulNBits", "MatMulNBits", "Add");
    assertThat(Contents.initializers(after)).contains("v", "w");
  }

  @Test
  void readersInOtherTypesSeeOtherWeights() {
    ModelProto model =
        taking(2, 16)
            .input("h", DataType.FLOAT16.number(), 2, 16)
            .initializer(Weights.of("w", DataType.FLOAT16, 16, 16))
            .node("Cast", List.of("w"), List.of("w32"), integer("to", FLOAT))
            .node("MatMul", List.of("x", "w32"), List.of("a"))
            .node("MatMul", List.of("h", "w"), List.of("b"))
            .output("a")
            .output("b")
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights().stream().map(ConstantWeight::id))
          .containsExactly("w:FLOAT32", "w");
    }
    assertThat(Contents.operators(rewritten(model))).containsExactly("MatMulNBits", "MatMulNBits");
  }

  private static SmallModel tied() {
    return graph()
        .input("x", INT64, 2, 3)
        .initializer(Weights.of("e", 100, 32))
        .node("Gather", List.of("e", "x"), List.of("h"))
        .node("Transpose", List.of("e"), List.of("head"), integers("perm", 1, 0))
        .node("MatMul", List.of("h", "head"), List.of("y"));
  }

  private ConstantWeight onlyWeight(ModelProto model) {
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights()).hasSize(1);
      return opened.weights().get(0);
    }
  }

  private ModelProto rewritten(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }
}
