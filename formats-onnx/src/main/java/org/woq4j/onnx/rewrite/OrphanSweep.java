package org.woq4j.onnx.rewrite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ScopeEdits;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.weights.ModelWeights;

/**
 * Removes constants that nothing reads any more after nodes were replaced. Constants that were
 * unused before stay.
 */
final class OrphanSweep {

  private final ModelWeights model;
  private final GraphEdits edits;
  private final Set<Value> readAnew = new HashSet<>();

  OrphanSweep(ModelWeights model, GraphEdits edits) {
    this.model = model;
    this.edits = edits;
    for (Map.Entry<GraphScope, ScopeEdits> entry : edits.all()) {
      for (NodeProto node : entry.getValue().newNodes()) {
        node.getInputList().forEach(name -> entry.getKey().lookup(name).ifPresent(readAnew::add));
      }
    }
  }

  /**
   * Removes constants that only a replaced node read, and then those that only removed nodes read.
   */
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
      case INITIALIZER -> !model.tracer().isOverridable(value);
      case NODE -> value.node().is("Constant") || model.tracer().isLink(value.node());
      default -> false;
    };
  }

  private boolean isRead(Value value) {
    return readAnew.contains(value)
        || model.graph().uses().of(value).stream()
            .anyMatch(use -> use.node().filter(edits::isReplaced).isEmpty());
  }

  private static void addInputs(GraphNode node, Deque<Value> candidates) {
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      node.input(i).ifPresent(candidates::push);
    }
  }
}
