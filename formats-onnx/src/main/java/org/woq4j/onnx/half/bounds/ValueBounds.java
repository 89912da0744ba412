package org.woq4j.onnx.half.bounds;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * An interval for each value of a model that holds all its elements, whatever finite numbers the
 * model is run on, apart from the rounding of floating-point numbers. Where nothing is known of a
 * value, it is all numbers. Immutable.
 */
public final class ValueBounds {

  private final ConstantBounds constants;
  private final Map<Value, Interval> known = new HashMap<>();

  /** Bounds the values of the main graph and of all bodies. */
  public ValueBounds(ModelGraph graph, ConstantElements elements) {
    this.constants = new ConstantBounds(elements);
    bound(graph.main(), new OperatorBounds(graph, constants, this::of));
  }

  /** The interval of a value. */
  public Interval of(Value value) {
    return ConstantElements.isConstant(value)
        ? constants.range(value)
        : known.getOrDefault(value, Interval.ALL);
  }

  private void bound(GraphScope scope, OperatorBounds operators) {
    for (ValueInfoProto input : scope.proto().getInputList()) {
      Interval ofType = ConstantBounds.ofType(input.getType().getTensorType().getElemType());
      scope.lookup(input.getName()).ifPresent(value -> known.put(value, ofType));
    }
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(body -> bound(body, operators));
      List<Interval> outputs = operators.of(node);
      for (int i = 0; i < Math.min(outputs.size(), node.proto().getOutputCount()); i++) {
        Interval interval = outputs.get(i);
        scope.lookup(node.proto().getOutput(i)).ifPresent(value -> known.put(value, interval));
      }
    }
  }
}
