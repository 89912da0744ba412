package org.woq4j.onnx.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Removes constants that nobody reads any more once nodes are replaced. What nobody read before
 * stays.
 */
final class OrphanSweep {

  private final ModelGraph graph;
  private final GraphEdits edits;
  private final Set<Value> readAnew = new HashSet<>();

  OrphanSweep(ModelGraph graph, GraphEdits edits) {
    this.graph = graph;
    this.edits = edits;
    for (Map.Entry<GraphScope, ScopeEdits> entry : edits.all()) {
      for (NodeProto node : entry.getValue().newNodes()) {
        node.getInputList().forEach(name -> entry.getKey().lookup(name).ifPresent(readAnew::add));
      }
    }
  }

  /** Removes what only a replaced node read, and what only removed nodes read. */
  void sweep(GraphNode replaced) {
    Deque<Value> candidates = new ArrayDeque<>();
    addInputs(replaced, candidates);
    while (!candidates.isEmpty()) {
      Value value = candidates.pop();
      if (isConstantForm(value) && !isRead(value)) {
        edits.in(value.scope()).remove(value);
        if (value.origin() == Origin.NODE) {
          addInputs(value.node(), candidates);
        }
      }
    }
  }

  private boolean isConstantForm(Value value) {
    return switch (value.origin()) {
      case INITIALIZER -> !graph.tracer().isOverridable(value);
      case NODE -> value.node().is("Constant") || graph.tracer().isLink(value.node());
      default -> false;
    };
  }

  private boolean isRead(Value value) {
    return readAnew.contains(value)
        || graph.uses().of(value).stream()
            .anyMatch(use -> use.node() == null || !edits.isReplaced(use.node()));
  }

  private static void addInputs(GraphNode node, Deque<Value> candidates) {
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      node.input(i).ifPresent(candidates::push);
    }
  }
}
