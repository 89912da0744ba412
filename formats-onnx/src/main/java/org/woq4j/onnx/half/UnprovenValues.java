package org.woq4j.onnx.half;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.bounds.ValueBounds;

/** Finds half-precision values of which no bound shows that half precision holds them. */
final class UnprovenValues {

  private final HalfValues values;
  private final ValueBounds bounds;
  private final float largest;
  private final List<String> names = new ArrayList<>();
  private int all;

  /**
   * Finds them.
   *
   * @param largest number that half precision holds
   */
  UnprovenValues(ModelGraph graph, HalfValues values, ValueBounds bounds, float largest) {
    this.values = values;
    this.bounds = bounds;
    this.largest = largest;
    add(graph.main());
  }

  /** Their names, in graph order. */
  List<String> names() {
    return names;
  }

  /** The number of all half-precision values that nodes compute. */
  int all() {
    return all;
  }

  private void add(GraphScope scope) {
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(this::add);
      if (!node.is("Constant")) {
        node.proto().getOutputList().stream()
            .flatMap(name -> scope.lookup(name).stream())
            .filter(value -> values.isReal(value) && values.isHalf(value))
            .forEach(this::add);
      }
    }
  }

  private void add(Value value) {
    all++;
    double magnitude = bounds.of(value).magnitude();
    if (!(magnitude <= largest)) { // not a number: nothing is known
      names.add(value.name());
    }
  }
}
