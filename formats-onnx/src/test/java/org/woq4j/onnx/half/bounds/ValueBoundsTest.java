package org.woq4j.onnx.half.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.half.RangeOutputs;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.InlineData;
import org.woq4j.onnx.tensor.TensorBytes;

/** Bounds hold for what ONNX Runtime computes, and are as close as their rules allow. */
class ValueBoundsTest {

  /** What rounding to float32 adds to a number at its bound. */
  private static final double ROUNDING = 1e-5;

  private static ValueBounds bounds(ModelGraph graph) {
    return new ValueBounds(graph, new ConstantElements(ValueBoundsTest::bytes));
  }

  private static Optional<TensorBytes> bytes(TensorProto tensor) {
    return DataType.of(tensor.getDataType()).map(type -> InlineData.bytes(tensor, type));
  }

  private static Interval bound(SmallModel model, String value) {
    ModelGraph graph = new ModelGraph(model.opset(17));
    return bounds(graph).of(graph.main().lookup(value).orElseThrow());
  }

  private static void assertHolds(ModelProto model) {
    RangeOutputs ranges = RangeOutputs.of(model);
    Map<String, ModelRun.Output> run = ModelRun.of(ranges.model(), OptLevel.NO_OPT).outputs();
    List<ModelRun.Output> outputs = new ArrayList<>(run.values());
    ModelGraph graph = new ModelGraph(model);
    ValueBounds bounds = bounds(graph);
    for (int i = 0; i < ranges.values().size(); i++) {
      String name = ranges.values().get(i);
      Interval bound = bounds.of(graph.main().lookup(name).orElseThrow());
      double largest = outputs.get(2 * i).floats().get(0);
      double smallest = outputs.get(2 * i + 1).floats().get(0);
      double slack = ROUNDING * Math.max(1, Math.min(bound.magnitude(), Float.MAX_VALUE));
      assertThat(largest).as(name).isLessThanOrEqualTo(bound.largest() + slack);
      assertThat(smallest).as(name).isGreaterThanOrEqualTo(bound.smallest() - slack);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2_tied", "llama_kv"})
  void valuesOfExportedModelsLieWithinTheirBounds(String name) throws IOException {
    try (InputStream model =
        ValueBoundsTest.class.getResourceAsStream("/models/" + name + ".onnx")) {
      assertHolds(ModelProto.parseFrom(Objects.requireNonNull(model)));
    }
  }

  @Test
  void aProductWithAConstantIsBoundedByItsLargestColumn() {
    SmallModel model =
        taking(2, 3)
            .floats("w", List.of(3L, 2L), 1, -10, 2, 0, -3, 10)
            .floats("b", List.of(2L), 5, -1)
            .node("Sigmoid", List.of("x"), List.of("s"))
            .node("MatMul", List.of("s", "w"), List.of("m"))
            .node("Gemm", List.of("s", "w", "b"), List.of("g"), real("alpha", 2))
            .node("Gemm", List.of("m", "w"), List.of("t"), integer("transB", 1))
            .output("t", FLOAT, 2, 3)
            .output("g", FLOAT, 2, 2);

    assertThat(bound(model, "m")).isEqualTo(new Interval(-20, 20));
    assertThat(bound(model, "g")).isEqualTo(new Interval(-41, 45));
    assertThat(bound(model, "t")).as("rows of w").isEqualTo(new Interval(-260, 260));
    assertHolds(model.opset(17));
  }

  @Test
  void aNormalizedValueIsBoundedWhateverItWas() {
    SmallModel model =
        taking(2, 4)
            .floats("scale", List.of(4L), 1, 2, 3, -0.5)
            .floats("shift", List.of(4L), 10, 0, 0, -1)
            .floats("two", List.of(), 2)
            .floats("little", List.of(), 1e-5)
            .node("Pow", List.of("x", "two"), List.of("square"))
            .node("ReduceMean", List.of("square"), List.of("mean"), integers("axes", -1))
            .node("Add", List.of("mean", "little"), List.of("sum"))
            .node("Sqrt", List.of("sum"), List.of("root"))
            .node("Div", List.of("x", "root"), List.of("unit"))
            .node("Mul", List.of("unit", "scale"), List.of("scaled"))
            .node("LayerNormalization", List.of("x", "scale", "shift"), List.of("norm"))
            .output("scaled", FLOAT, 2, 4)
            .output("norm", FLOAT, 2, 4);

    assertThat(bound(model, "unit")).isEqualTo(new Interval(-2, 2));
    assertThat(bound(model, "scaled")).isEqualTo(new Interval(-6, 6));
    assertThat(bound(model, "norm")).isEqualTo(new Interval(-7, 16));
    assertHolds(model.opset(17));
  }

  @Test
  void anAverageLiesWithinWhatItAverages() {
    SmallModel model =
        taking(2, 3)
            .floats("w", List.of(3L, 2L), 100, 200, 300, 400, 500, 600)
            .node("Softmax", List.of("x"), List.of("shares"))
            .node("MatMul", List.of("shares", "w"), List.of("y"))
            .output("y", FLOAT, 2, 2);

    assertThat(bound(model, "y")).isEqualTo(new Interval(0, 600));
    assertHolds(model.opset(17));
  }

  @Test
  void anUnknownFactorLeavesAProductUnknown() {
    SmallModel model =
        taking(2, 2)
            .input("keep", BOOL, 2, 2)
            .floats("low", List.of(), -1e5)
            .node("Cast", List.of("keep"), List.of("k"), integer("to", FLOAT))
            .node("Mul", List.of("k", "low"), List.of("mask"))
            .node("Add", List.of("x", "mask"), List.of("sum"))
            .node("MatMul", List.of("x", "sum"), List.of("y"))
            .output("y", FLOAT, 2, 2);

    assertThat(bound(model, "mask")).isEqualTo(new Interval(-1e5, 0));
    assertThat(bound(model, "sum")).isEqualTo(Interval.ALL);
    assertThat(bound(model, "y")).isEqualTo(Interval.ALL);
    assertHolds(model.opset(17));
  }

  @Test
  void arithmeticOfIntervalsHoldsEveryResult() {
    Interval mixed = new Interval(-2, 3);

    assertThat(mixed.times(new Interval(-5, 1))).isEqualTo(new Interval(-15, 10));
    assertThat(mixed.squared()).isEqualTo(new Interval(0, 9));
    assertThat(mixed.reciprocal()).isEqualTo(Interval.ALL);
    assertThat(new Interval(2, 4).reciprocal()).isEqualTo(new Interval(0.25, 0.5));
    assertThat(mixed.clamped(new Interval(0, 1))).isEqualTo(new Interval(0, 1));
    assertThat(Interval.ALL.times(Interval.ZERO)).isEqualTo(Interval.ZERO);
  }
}
