package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.session.LocalRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.ModelRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

class FallbackRunTest {

  private final ModelRuntime runtime = LocalRuntime.start(new BufferPool());

  private FallbackRun.Way way(ModelBuilder model) {
    return () ->
        runtime.load(model.model().toByteArray(), SessionSettings.at(OptimizationLevel.DISABLED));
  }

  /** Adds a kept input to x, some times. */
  private FallbackRun.Way sum(Object rows, int times) {
    ModelBuilder model =
        new ModelBuilder().input("x", DataType.FLOAT, rows).input("kept", DataType.FLOAT, 1);
    String last = "x";
    for (int i = 1; i <= times; i++) {
      model.node("Add", List.of(last, "kept"), "y" + i);
      last = "y" + i;
    }
    return way(model.node("Identity", List.of(last), "y").output("y", DataType.FLOAT, rows));
  }

  private FallbackRun.Way unknownOperator(String name) {
    return way(
        new ModelBuilder()
            .input("x", DataType.FLOAT, "rows")
            .node("test.custom", name, List.of("x"), "y", Map.of())
            .output("y", DataType.FLOAT, "rows"));
  }

  private static Tensor floats(String name, float... values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor(name, TensorType.FLOAT, new long[] {values.length}, data);
  }

  private static float first(ModelRun run, float... x) throws NotRunnableException {
    return run.run(List.of(floats("x", x)))
        .get(0)
        .data()
        .order(ByteOrder.nativeOrder())
        .getFloat(0);
  }

  @Test
  void theFirstWayThatLoadsIsUsed() throws NotRunnableException {
    try (ModelRun run =
        FallbackRun.of(List.of(unknownOperator("Missing"), sum("rows", 1), sum("rows", 2)))) {
      run.keep(List.of(floats("kept", 1)));
      assertThat(first(run, 5)).isEqualTo(6);
    }
  }

  @Test
  void aBatchThatFailsRunsInTheNextWayAndNoOther() throws NotRunnableException {
    try (ModelRun run = FallbackRun.of(List.of(sum(1, 1), sum("rows", 2)))) {
      run.keep(List.of(floats("kept", 1)));
      assertThat(first(run, 5, 5)).isEqualTo(7);
      assertThat(first(run, 5)).isEqualTo(6);
      assertThat(first(run, 3, 3, 3)).isEqualTo(5);
    }
  }

  @Test
  void theReasonIsThatOfTheLastWay() throws NotRunnableException {
    assertThatThrownBy(
            () -> FallbackRun.of(List.of(unknownOperator("First"), unknownOperator("Last"))))
        .isInstanceOf(NotRunnableException.class)
        .hasMessageContaining("Last");
    try (ModelRun run = FallbackRun.of(List.of(sum(1, 1), sum(2, 1)))) {
      run.keep(List.of(floats("kept", 1)));
      assertThatThrownBy(() -> first(run, 5, 5, 5))
          .isInstanceOf(NotRunnableException.class)
          .hasMessageContaining("Expected: 2");
    }
  }
}
