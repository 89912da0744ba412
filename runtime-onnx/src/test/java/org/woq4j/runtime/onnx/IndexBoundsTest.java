package org.woq4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.proto.GraphProto;

class IndexBoundsTest {

  private static final List<String> TABLE_AND_IDS = List.of("table", "ids");

  private static ModelBuilder ids() {
    return new ModelBuilder().input("ids", DataType.INT64, "batch").output("y", DataType.FLOAT, 1);
  }

  @Test
  void isTheNumberOfRowsOfTheTableThatIsIndexed() {
    GraphProto graph =
        ids().floats("table", new float[21], 7, 3).node("Gather", TABLE_AND_IDS, "y").graph();
    assertThat(IndexBounds.of(graph).bound("ids")).isEqualTo(7);
  }

  @Test
  void isThatOfTheSmallestOfSeveralTables() {
    GraphProto graph =
        ids()
            .floats("table", new float[21], 7, 3)
            .floats("small", new float[15], 5, 3)
            .node("Gather", TABLE_AND_IDS, "a")
            .node("Gather", List.of("small", "ids"), "y")
            .graph();
    assertThat(IndexBounds.of(graph).bound("ids")).isEqualTo(5);
  }

  @Test
  void followsInputsThroughOperatorsThatMoveThem() {
    GraphProto graph =
        ids()
            .floats("table", new float[21], 7, 3)
            .longs("axes", new long[] {1}, 1)
            .node("", "Cast", List.of("ids"), "cast", Map.of("to", 6))
            .node("Unsqueeze", List.of("cast", "axes"), "wide")
            .node("Gather", List.of("table", "wide"), "y")
            .graph();
    assertThat(IndexBounds.of(graph).bound("ids")).isEqualTo(7);
  }

  @Test
  void countsAlongTheGathersAxis() {
    GraphProto graph =
        ids()
            .floats("table", new float[21], 7, 3)
            .node("", "Gather", TABLE_AND_IDS, "y", Map.of("axis", -1))
            .graph();
    assertThat(IndexBounds.of(graph).bound("ids")).isEqualTo(3);
  }

  @Test
  void looksIntoBodies() {
    GraphProto body = new ModelBuilder().node("Gather", TABLE_AND_IDS, "b").graph();
    GraphProto graph =
        ids()
            .floats("table", new float[21], 7, 3)
            .node("", "If", List.of("condition"), "y", Map.of("then_branch", body))
            .graph();
    assertThat(IndexBounds.of(graph).bound("ids")).isEqualTo(7);
  }

  @Test
  void isTwoWhereNoTableIsSeen() {
    assertThat(IndexBounds.of(ids().graph()).bound("ids")).isEqualTo(2);
  }
}
