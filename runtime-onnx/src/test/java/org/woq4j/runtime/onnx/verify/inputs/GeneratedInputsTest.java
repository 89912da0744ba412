package org.woq4j.runtime.onnx.verify.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.inputs.IndexBounds;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

class GeneratedInputsTest {

  private static List<List<Tensor>> candidates(ModelBuilder model) throws NotRunnableException {
    GraphProto graph = model.graph();
    return new GeneratedInputs(graph.getInputList(), IndexBounds.of(graph)).candidates();
  }

  private static Tensor first(ModelBuilder model) throws NotRunnableException {
    return candidates(model).get(0).get(0);
  }

  private static LongStream longs(Tensor tensor) {
    return IntStream.range(0, tensor.data().limit() / 8)
        .mapToLong(i -> tensor.data().getLong(8 * i));
  }

  private static ModelBuilder ids(String name, int rows) {
    return new ModelBuilder()
        .input(name, DataType.INT64, 50, 20)
        .floats("table", new float[rows], rows, 1)
        .node("Gather", List.of("table", name), "y");
  }

  @Test
  void integersStayWithinTheTableTheyIndexAndReachItsEnds() throws NotRunnableException {
    Tensor tensor = first(ids("input_ids", 13));
    assertThat(longs(tensor)).allMatch(id -> id >= 0 && id < 13).contains(0L, 12L);
  }

  @Test
  void positionsCountUpWithinTheirTable() throws NotRunnableException {
    Tensor tensor = first(ids("position_ids", 13));
    assertThat(longs(tensor).limit(20))
        .containsExactly(
            0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void masksAreOnes() throws NotRunnableException {
    Tensor tensor = first(new ModelBuilder().input("attention_mask", DataType.INT64, 4, 4));
    assertThat(longs(tensor)).hasSize(16).containsOnly(1L);
  }

  @Test
  void booleansAreTrue() throws NotRunnableException {
    ByteBuffer data = first(new ModelBuilder().input("use_cache", DataType.BOOL, 3)).data();
    assertThat(List.of(data.get(0), data.get(1), data.get(2))).containsOnly((byte) 1);
  }

  @Test
  void floatsLieBetweenMinusOneAndOne() throws NotRunnableException {
    ByteBuffer data = first(new ModelBuilder().input("x", DataType.FLOAT, 1000)).data();
    assertThat(IntStream.range(0, 1000).mapToDouble(i -> data.getFloat(4 * i)))
        .allMatch(value -> Math.abs(value) <= 1)
        .anyMatch(value -> value < -0.9)
        .anyMatch(value -> value > 0.9);
  }

  @Test
  void halvesAreHalves() throws NotRunnableException {
    ByteBuffer data = first(new ModelBuilder().input("x", DataType.FLOAT16, 1000)).data();
    assertThat(data.limit()).isEqualTo(2000);
    assertThat(IntStream.range(0, 1000).mapToDouble(i -> Float16.toFloat(data.getShort(2 * i))))
        .allMatch(value -> Math.abs(value) <= 1)
        .anyMatch(value -> value < -0.9);
  }

  @Test
  void valuesAreTheSameAtEachCall() throws NotRunnableException {
    List<List<Tensor>> once = candidates(ids("input_ids", 1000));
    List<List<Tensor>> again = candidates(ids("input_ids", 1000));
    assertThat(once.get(0).get(0).data()).isEqualTo(again.get(0).get(0).data());
  }

  @Test
  void fixedShapesAreTriedOnce() throws NotRunnableException {
    assertThat(candidates(ids("input_ids", 9))).hasSize(1);
    assertThat(candidates(new ModelBuilder().input("x", DataType.FLOAT, "batch", 4)))
        .hasSizeGreaterThan(1);
  }

  @Test
  void inputsOfOtherTypesAreRefusedByName() {
    assertThatThrownBy(() -> candidates(new ModelBuilder().input("text", DataType.STRING, 1)))
        .isInstanceOf(NotRunnableException.class)
        .hasMessageContaining("text")
        .hasMessageContaining("STRING");
  }
}
