package org.woq4j.onnx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.rewrite.Quantization;
import org.woq4j.onnx.tensor.DataType;

/** The description of weights and of their obstacles. */
class WeightFinderTest {

  @TempDir Path folder;

  @Test
  void aWeightIsDescribed() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", DataType.FLOAT16, 16, 32))
            .node("Cast", List.of("w"), List.of("w32"), integer("to", FLOAT))
            .node(
                namelessNode("Gemm", List.of("x", "w32"), List.of("y"), integer("transB", 1))
                    .toBuilder()
                    .setName("head")
                    .build())
            .opset(17);
    ConstantWeight weight = only(model);
    assertThat(weight.tensor()).isEqualTo("w");
    assertThat(weight.inputFeatures()).isEqualTo(32);
    assertThat(weight.outputFeatures()).isEqualTo(16);
    assertThat(weight.constant().type()).isEqualTo("FLOAT16");
    assertThat(weight.constant().dims()).containsExactly(16L, 32L);
    assertThat(weight.bytes()).isEqualTo(1024);
    assertThat(weight.activationType()).isEqualTo(ElementType.FLOAT32);
    assertThat(weight.obstacle()).isEmpty();
    WeightReader reader = weight.readers().get(0);
    assertThat(reader.node()).isEqualTo("head");
    assertThat(reader.operator()).isEqualTo("Gemm");
    assertThat(reader.scope()).isEmpty();
    assertThat(reader.site()).contains(Site.of("x"));
    assertThat(reader.obstacle()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, 'its type is DOUBLE, not FLOAT, FLOAT16 or BFLOAT16'",
    "INT8, 'its type is INT8, not FLOAT, FLOAT16 or BFLOAT16'",
  })
  void otherTypesAreObstacles(DataType type, String obstacle) {
    assertThat(product(Weights.of("w", type, new float[512], 32, 16)).obstacle())
        .contains(obstacle);
  }

  @Test
  void otherShapesAreObstacles() {
    assertThat(product(Weights.of("w", 32)).obstacle())
        .contains("it has 1 dimensions, a weight has 2");
    assertThat(product(Weights.of("w", 2, 3, 32, 16)).obstacle())
        .contains("it is a batch of [2, 3] matrices, not of one dimension");
    assertThat(product(Weights.of("w", 32, 0)).obstacle()).contains("it has no elements");
  }

  @Test
  void weightsThatCallersMayOverrideAreAnObstacle() {
    ModelProto model =
        taking(2, 32)
            .input("w", FLOAT, 32, 16)
            .initializer(Weights.of("w", 32, 16))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    assertThat(only(model).obstacle())
        .contains("it is also a graph input, which callers may override");
    assertThat(only(model.toBuilder().setIrVersion(3).build()).obstacle()).isEmpty();
  }

  @Test
  void sparseConstantsAreAnObstacle() {
    SparseTensorProto sparse =
        SparseTensorProto.newBuilder()
            .setValues(Weights.of("w", 1))
            .setIndices(
                TensorProto.newBuilder().setName("i").setDataType(INT64).addDims(1).addInt64Data(3))
            .addDims(32)
            .addDims(16)
            .build();
    ModelProto initializer =
        taking(2, 32).node("MatMul", List.of("x", "w"), List.of("y")).opset(17);
    ModelProto.Builder sparseInitializer = initializer.toBuilder();
    sparseInitializer.getGraphBuilder().addSparseInitializer(sparse);
    assertThat(only(sparseInitializer.build()).obstacle())
        .contains("it is stored as a sparse tensor");
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("sparse_value")
            .setType(AttributeType.SPARSE_TENSOR)
            .setSparseTensor(sparse)
            .build();
    ModelProto node =
        taking(2, 32)
            .node("Constant", List.of(), List.of("w"), value)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    ConstantWeight weight = only(node);
    assertThat(weight.obstacle()).contains("it is stored as a sparse tensor");
    assertThat(weight.inputFeatures()).isEqualTo(32);
  }

  @Test
  void quantizedConstantsAreAnObstacle() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("codes", DataType.INT8, new float[512], 32, 16))
            .floats("scale", List.of(), 0.5)
            .node("DequantizeLinear", List.of("codes", "scale"), List.of("w"))
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    ConstantWeight weight = only(model);
    assertThat(weight.obstacle()).contains("it is already quantized");
    assertThat(weight.constant().type()).isEqualTo("INT8");
  }

  @Test
  void leadingAxesOfUnclearEffectAreAnObstacleOfTheReader() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", 1, 32, 16))
            .node("Shape", List.of("x"), List.of("s"))
            .node("Reshape", List.of("x", "s"), List.of("r"))
            .node("MatMul", List.of("r", "w"), List.of("y"))
            .opset(17);
    ConstantWeight weight = only(model);
    assertThat(weight.obstacle()).isEmpty();
    assertThat(weight.readers().get(0).obstacle())
        .contains(
            "the weight has 3 dimensions, and the activation's number of dimensions is unknown");
  }

  @Test
  void constantsOnTheLeftAreAnObstacleOfTheReader() {
    ModelProto model =
        taking(16, 2)
            .initializer(Weights.of("w", 32, 16))
            .node("Shape", List.of("x"), List.of("s"))
            .node("Reshape", List.of("x", "s"), List.of("r"))
            .node("MatMul", List.of("w", "r"), List.of("y"))
            .opset(17);
    assertThat(only(model).readers().get(0).obstacle())
        .hasValueSatisfying(
            reason -> assertThat(reason).startsWith("the constant is the left operand"));
  }

  @Test
  void gathersOfOtherFormsAreObstaclesOfTheReader() {
    assertThat(gather(Weights.of("w", 32, 16), 1)).contains("it gathers along axis 1, not 0");
    assertThat(gather(Weights.of("w", 1, 32, 16), 0))
        .contains("it gathers from 3 dimensions, not from 2");
  }

  @Test
  void shapesThatAreComputedAreAnObstacle() {
    ModelProto model =
        taking(2, 32)
            .input("s", INT64, 2)
            .initializer(Weights.of("w", 512))
            .node("Reshape", List.of("w", "s"), List.of("m"))
            .node("MatMul", List.of("x", "m"), List.of("y"))
            .opset(17);
    assertThat(only(model).obstacle()).contains("it is reshaped to computed dimensions");
  }

  @Test
  void oldGemmIsAnObstacleOfTheReader() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", 32, 16))
            .initializer(Weights.of("c", 16))
            .node("Gemm", List.of("x", "w", "c"), List.of("y"), integer("broadcast", 1))
            .opset(6);
    assertThat(only(model).readers().get(0).obstacle())
        .contains("Gemm in opset 6 has broadcasting rules of its own");
  }

  @Test
  void otherAttributesOfConstantNodesAreNoWeights() {
    ModelProto model =
        taking(1)
            .node(
                "Constant",
                List.of(),
                List.of("w"),
                AttributeProto.newBuilder()
                    .setName("value_floats")
                    .setType(AttributeType.FLOATS)
                    .addFloats(1)
                    .build())
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17);
    assertThat(weights(model)).isEmpty();
  }

  @Test
  void nodesThatReadThemselvesDoNoHarm() {
    ModelProto model =
        taking(2, 2)
            .node("Identity", List.of("a"), List.of("b"))
            .node("Identity", List.of("b"), List.of("a"))
            .node("MatMul", List.of("x", "a"), List.of("y"))
            .opset(17);
    assertThat(weights(model)).isEmpty();
  }

  @Test
  void readersOfOneActivationHaveOneSite() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("q", 32, 16))
            .initializer(Weights.of("k", 32, 16))
            .node("MatMul", List.of("x", "q"), List.of("a"))
            .node("MatMul", List.of("x", "k"), List.of("b"))
            .output("a")
            .output("b")
            .opset(17);
    assertThat(weights(model).stream().map(w -> w.readers().get(0).site()))
        .containsExactly(Optional.of(Site.of("x")), Optional.of(Site.of("x")));
  }

  private Optional<String> gather(TensorProto weight, long axis) {
    ModelProto model =
        SmallModel.graph()
            .input("x", INT64, 2)
            .initializer(weight)
            .node("Gather", List.of("w", "x"), List.of("y"), integer("axis", axis))
            .opset(17);
    return only(model).readers().get(0).obstacle();
  }

  private ConstantWeight product(TensorProto weight) {
    return only(
        taking(2, 32)
            .initializer(weight)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(17));
  }

  private ConstantWeight only(ModelProto model) {
    List<ConstantWeight> weights = weights(model);
    assertThat(weights).hasSize(1);
    return weights.get(0);
  }

  private List<ConstantWeight> weights(ModelProto model) {
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      return opened.weights();
    }
  }
}
