package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.weights.Weights;

/** Weights [32,N] that are a part of a constant compute the same after they are replaced. */
class SlicedWeightsTest {

  private static final int OPSET = 17;

  @TempDir Path folder;

  @Test
  void anIndexOfTheFirstAxis() {
    assertSame("w[2]", picked("Gather", 4, 32, 16).ints("i", List.of(), 2), OPSET);
    assertSame("w[3]", picked("Gather", 4, 32, 16).ints("i", List.of(1L), -1), OPSET);
  }

  @Test
  void anIndexOfTheSecondAxis() {
    assertSame(
        "w[:,1]", picked("Gather", integer("axis", 1), 32, 3, 16).ints("i", List.of(), 1), OPSET);
  }

  @Test
  void indicesOfTwoAxes() {
    assertSame("w[1,2]", picked("GatherND", 2, 3, 32, 16).ints("i", List.of(1L, 2L), 1, 2), OPSET);
  }

  @Test
  void rowsInOrder() {
    long[] rows = LongStream.range(8, 40).toArray();
    assertSame("w[8:40]", picked("Gather", 64, 16).ints("i", List.of(32L), rows), OPSET);
  }

  @Test
  void aSliceOfBothAxes() {
    SmallModel model =
        constant(40, 20)
            .ints("starts", List.of(2L), 1, -17)
            .ints("ends", List.of(2L), 33, -1)
            .node("Slice", List.of("w", "starts", "ends"), List.of("p"));
    assertSame("w[1:33,3:19]", model, OPSET);
  }

  @Test
  void everySecondRow() {
    SmallModel model =
        constant(64, 16)
            .ints("starts", List.of(1L), 0)
            .ints("ends", List.of(1L), Long.MAX_VALUE)
            .ints("axes", List.of(1L), 0)
            .ints("steps", List.of(1L), 2)
            .node("Slice", List.of("w", "starts", "ends", "axes", "steps"), List.of("p"));
    assertSame("w[0:63]", model, OPSET);
  }

  @Test
  void aSliceOfOldOperatorSets() {
    SmallModel model =
        constant(4, 32, 16)
            .node(
                "Slice",
                List.of("w"),
                List.of("p"),
                integers("axes", 0),
                integers("starts", 1),
                integers("ends", 2));
    assertSame("w[1]", model, 9);
  }

  @Test
  void partsOfASplit() {
    SmallModel unequal =
        constant(40, 16)
            .ints("sizes", List.of(3L), 5, 32, 3)
            .node("Split", List.of("w", "sizes"), List.of("a", "p", "b"));
    assertSame("w[5:37]", unequal, OPSET);
    SmallModel columns =
        constant(32, 32).node("Split", List.of("w"), List.of("a", "p"), integer("axis", -1));
    assertSame("w[:,16:32]", columns, OPSET);
  }

  /** The bias of a Gemm is a part, too. */
  @Test
  void aPartOfAStackOfBiases() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", 32, 16))
            .initializer(Weights.of("biases", 3, 16))
            .ints("i", List.of(), 1)
            .node("Gather", List.of("biases", "i"), List.of("bias"))
            .node("Gemm", List.of("x", "w", "bias"), List.of("y"))
            .opset(OPSET);
    SameOutputs.assertSame(model, Quantization.in(folder).of(model));
  }

  /** An embedding that is looked up at constant indices stays an embedding. */
  @Test
  void aGatherThatFeedsNoProductIsAnEmbedding() {
    ModelProto model =
        taking(2, 16)
            .initializer(Weights.of("w", 64, 16))
            .ints("i", List.of(2L), 5, 7)
            .node("Gather", List.of("w", "i"), List.of("rows"))
            .node("Add", List.of("x", "rows"), List.of("y"))
            .opset(OPSET);
    assertThat(only(model).readers().get(0).operator()).isEqualTo("Gather");
  }

  @Test
  void aSplitStaysWhereOneOfItsPartsIsNoWeight() {
    ModelProto model =
        taking(2, 32)
            .initializer(Weights.of("w", 32, 32))
            .node("Split", List.of("w"), List.of("a", "p"), integer("axis", 1))
            .node("MatMul", List.of("x", "p"), List.of("product"))
            .node("ReduceSum", List.of("a"), List.of("sum"))
            .node("Add", List.of("product", "sum"), List.of("y"))
            .opset(OPSET);
    SameOutputs.assertSame(model, Quantization.in(folder).of(model));
  }

  @Test
  void otherPartsAreObstacles() {
    assertObstacle(
        "a part of it is picked that is not one block",
        picked("Gather", 64, 16)
            .ints("i", List.of(32L), LongStream.range(0, 32).map(i -> i * i % 64).toArray()));
    assertObstacle(
        "a part of it is picked that is not one block",
        picked("Gather", 4, 32, 16).ints("i", List.of(), 4));
    assertObstacle(
        "neither its rows nor its columns are adjacent",
        constant(32, 32)
            .ints("starts", List.of(1L), 0)
            .ints("ends", List.of(1L), 32)
            .ints("axes", List.of(1L), 1)
            .ints("steps", List.of(1L), 2)
            .node("Slice", List.of("w", "starts", "ends", "axes", "steps"), List.of("p")));
  }

  private static SmallModel constant(long... dims) {
    return taking(2, 32).initializer(Weights.of("w", dims));
  }

  private static SmallModel picked(String operator, long... dims) {
    return constant(dims).node(operator, List.of("w", "i"), List.of("p"));
  }

  private static SmallModel picked(String operator, AttributeProto axis, long... dims) {
    return constant(dims).node(operator, List.of("w", "i"), List.of("p"), axis);
  }

  private static ModelProto product(SmallModel part, int opset) {
    return part.node("MatMul", List.of("x", "p"), List.of("y")).opset(opset);
  }

  private void assertSame(String name, SmallModel part, int opset) {
    ModelProto model = product(part, opset);
    assertThat(only(model).tensor()).isEqualTo(name);
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(Contents.initializers(after)).doesNotContain("w");
  }

  private void assertObstacle(String obstacle, SmallModel part) {
    try (FloatModel opened = Quantization.in(folder).open(product(part, OPSET))) {
      assertThat(opened.weights())
          .filteredOn(weight -> weight.readers().get(0).operator().equals("MatMul"))
          .extracting(ConstantWeight::obstacle)
          .containsExactly(Optional.of(obstacle));
    }
  }

  private ConstantWeight only(ModelProto model) {
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights()).hasSize(1);
      return opened.weights().get(0);
    }
  }
}
