package org.woq4j.onnx.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.integer;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.tensor.DataType;

class IndexBoundsTest {

  private static final List<String> TABLE_AND_IDS = List.of("table", "ids");
  private static final List<String> Y = List.of("y");

  private static SmallModel ids() {
    return SmallModel.graph().input("ids", SmallModel.INT64, 4);
  }

  private static SmallModel idsAndTable() {
    return ids().floats("table", List.of(7L, 3L), new double[21]);
  }

  private static void assertBoth(SmallModel graph, long rows) {
    IndexBounds bounds = IndexBounds.of(graph.body());
    assertThat(bounds.bound("ids")).isEqualTo(rows);
    assertThat(bounds.tableRows("ids")).hasValue(rows);
  }

  /** Integers may be larger if they do not reach the table. */
  private static void assertBoundOnly(SmallModel graph, long bound) {
    IndexBounds bounds = IndexBounds.of(graph.body());
    assertThat(bounds.bound("ids")).isEqualTo(bound);
    assertThat(bounds.tableRows("ids")).isEmpty();
  }

  @Test
  void areTheRowsOfTheTableThatIsIndexed() {
    assertBoth(idsAndTable().node("Gather", TABLE_AND_IDS, Y), 7);
  }

  @Test
  void areThoseOfTheSmallestOfSeveralTables() {
    SmallModel graph =
        idsAndTable()
            .floats("small", List.of(5L, 3L), new double[15])
            .node("Gather", TABLE_AND_IDS, List.of("a"))
            .node("Gather", List.of("small", "ids"), Y);
    assertBoth(graph, 5);
  }

  @Test
  void followInputsThroughOperatorsThatMoveThem() {
    SmallModel graph =
        idsAndTable()
            .ints("axes", List.of(1L), 1)
            .node("Cast", List.of("ids"), List.of("cast"), to(DataType.INT32))
            .node("Unsqueeze", List.of("cast", "axes"), List.of("wide"))
            .node("Gather", List.of("table", "wide"), Y);
    assertBoth(graph, 7);
  }

  private static AttributeProto to(DataType type) {
    return integer("to", type.number());
  }

  @Test
  void countAlongTheGathersAxis() {
    assertBoth(idsAndTable().node("Gather", TABLE_AND_IDS, Y, integer("axis", -1)), 3);
  }

  @Test
  void boundWhatReachesATableInABodyOnly() {
    SmallModel body = SmallModel.graph().node("Gather", TABLE_AND_IDS, List.of("b"));
    SmallModel graph =
        idsAndTable().node("If", List.of("condition"), Y, SmallModel.body("then_branch", body));
    assertBoundOnly(graph, 7);
  }

  @Test
  void boundWhatReachesATableInPartOnly() {
    SmallModel graph =
        idsAndTable()
            .ints("one", List.of(1L), 1)
            .ints("two", List.of(1L), 2)
            .node("Slice", List.of("ids", "one", "two"), List.of("second"))
            .node("Gather", List.of("table", "second"), Y);
    assertBoundOnly(graph, 7);
  }

  @Test
  void boundWhatIsChangedOnItsWay() {
    SmallModel graph =
        idsAndTable()
            .node("Cast", List.of("ids"), List.of("flag"), to(DataType.BOOL))
            .node("Cast", List.of("flag"), List.of("bit"), to(DataType.INT64))
            .node("Gather", List.of("table", "bit"), Y);
    assertBoundOnly(graph, 7);
  }

  @Test
  void areNotThoseOfATableThatIsIndexedByWhatAnotherTableHolds() {
    SmallModel graph =
        idsAndTable()
            .ints("lookup", List.of(9L), new long[9])
            .node("Gather", List.of("lookup", "ids"), List.of("found"))
            .node("Gather", List.of("table", "found"), Y);
    IndexBounds bounds = IndexBounds.of(graph.body());
    assertThat(bounds.tableRows("ids")).hasValue(9);
  }

  @Test
  void areTwoOrUnknownWhereNoTableIsSeen() {
    assertBoundOnly(ids(), 2);
  }
}
