package org.woq4j.onnx.rewrite;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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
   * Removes constants that only replaced nodes read, and then those that only removed nodes read.
   *
   * @param replaced all replaced nodes
   */
  void sweep(List<GraphNode> replaced) {
    // In the order of their arrival: a constant is looked at after the many nodes that read it.
    Set<Value> candidates = new LinkedHashSet<>();
    replaced.forEach(node -> addInputs(node, candidates));
    while (!candidates.isEmpty()) {
      Value value = candidates.iterator().next();
      candidates.remove(value);
      List<Value> all = ofSameNode(value);
      if (isConstantForm(value) && all.stream().noneMatch(this::isRead)) {
        all.forEach(edits.in(value.scope())::remove);
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

  /** A value, with the other outputs of its node if a node computes it. */
  private static List<Value> ofSameNode(Value value) {
    return value.origin() == Origin.NODE
        ? value.node().proto().getOutputList().stream()
            .flatMap(output -> value.scope().lookup(output).stream())
            .toList()
        : List.of(value);
  }

  private boolean isRead(Value value) {
    return readAnew.contains(value)
        || model.graph().uses().of(value).stream()
            .anyMatch(use -> use.node().filter(edits::isReplaced).isEmpty());
  }

  private static void addInputs(GraphNode node, Set<Value> candidates) {
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      node.input(i).ifPresent(candidates::add);
    }
  }
}
