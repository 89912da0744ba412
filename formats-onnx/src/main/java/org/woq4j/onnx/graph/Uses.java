package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.onnx.proto.ValueInfoProto;

/** Where the values of a model are read, bodies included. */
public final class Uses {

  private final Map<Value, List<Use>> uses = new HashMap<>();

  /** Adds what a graph and its bodies read. */
  void add(GraphScope scope) {
    for (GraphNode node : scope.nodes()) {
      for (int i = 0; i < node.proto().getInputCount(); i++) {
        add(scope, node.proto().getInput(i), Use.by(node, i));
      }
      scope.bodies(node).forEach(this::add);
    }
    for (ValueInfoProto output : scope.proto().getOutputList()) {
      add(scope, output.getName(), Use.OUTSIDE_NODES);
    }
  }

  /** Adds a read of a name outside of all nodes. */
  void add(GraphScope scope, String name) {
    add(scope, name, Use.OUTSIDE_NODES);
  }

  /** The places that read a value, in graph order. */
  public List<Use> of(Value value) {
    return uses.getOrDefault(value, List.of());
  }

  private void add(GraphScope scope, String name, Use use) {
    scope
        .lookup(name)
        .ifPresent(value -> uses.computeIfAbsent(value, key -> new ArrayList<>()).add(use));
  }
}
