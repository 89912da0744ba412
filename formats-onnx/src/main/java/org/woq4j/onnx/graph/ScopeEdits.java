package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/** Changes to one graph. Not safe for several threads. */
public final class ScopeEdits {

  /** Key of the place before all nodes. */
  private static final int START = -1;

  private final Map<Integer, List<NodeProto>> replaced = new HashMap<>();
  private final Map<Integer, List<NodeProto>> inserted = new HashMap<>();
  private final Set<String> vanished = new HashSet<>();
  private final Set<Integer> droppedInitializers = new HashSet<>();
  private final List<TensorProto> addedInitializers = new ArrayList<>();

  public void replace(GraphNode node, List<NodeProto> nodes) {
    replaced.put(node.index(), List.copyOf(nodes));
  }

  /** The nodes that replace a node so far; the node itself if none do. */
  public List<NodeProto> replacement(GraphNode node) {
    return replaced.getOrDefault(node.index(), List.of(node.proto()));
  }

  boolean isReplaced(GraphNode node) {
    return replaced.containsKey(node.index());
  }

  /** Inserts nodes after the node that computes a value of this graph, or first if no node does. */
  public void insertBehind(Value value, List<NodeProto> nodes) {
    int place = value.origin() == Value.Origin.NODE ? value.index() : START;
    inserted.computeIfAbsent(place, key -> new ArrayList<>()).addAll(nodes);
  }

  /** Inserts a node before the nodes of this graph, after earlier ones inserted there. */
  public void insertFirst(NodeProto node) {
    inserted.computeIfAbsent(START, key -> new ArrayList<>()).add(node);
  }

  public void addInitializer(TensorProto tensor) {
    addedInitializers.add(tensor);
  }

  /** Removes a constant of this graph: an initializer or the output of a node. */
  public void remove(Value value) {
    vanished.add(value.name());
    if (value.origin() == Value.Origin.NODE) {
      replace(value.node(), List.of());
    } else {
      droppedInitializers.add(value.index());
    }
  }

  /** All nodes that are new in this graph. */
  public List<NodeProto> newNodes() {
    List<NodeProto> nodes = new ArrayList<>();
    replaced.values().forEach(nodes::addAll);
    inserted.values().forEach(nodes::addAll);
    return nodes;
  }

  /**
   * The changed graph.
   *
   * @param rebuilt maps each remaining node to its form with changed bodies
   */
  GraphProto apply(GraphScope scope, Function<GraphNode, NodeProto> rebuilt) {
    GraphProto old = scope.proto();
    GraphProto.Builder graph = old.toBuilder().clearNode();
    graph.addAllNode(inserted.getOrDefault(START, List.of()));
    for (GraphNode node : scope.nodes()) {
      if (isReplaced(node)) {
        graph.addAllNode(replaced.get(node.index()));
      } else {
        graph.addNode(rebuilt.apply(node));
      }
      graph.addAllNode(inserted.getOrDefault(node.index(), List.of()));
    }
    graph.clearInitializer();
    for (int i = 0; i < old.getInitializerCount(); i++) {
      if (!droppedInitializers.contains(i)) {
        graph.addInitializer(old.getInitializer(i));
      }
    }
    graph.addAllInitializer(addedInitializers);
    forgetVanished(old, graph);
    return graph.build();
  }

  private void forgetVanished(GraphProto old, GraphProto.Builder graph) {
    if (vanished.isEmpty()) {
      return;
    }
    graph.clearValueInfo();
    old.getValueInfoList().stream()
        .filter(info -> !vanished.contains(info.getName()))
        .forEach(graph::addValueInfo);
    graph.clearQuantizationAnnotation();
    old.getQuantizationAnnotationList().stream()
        .filter(annotation -> !vanished.contains(annotation.getTensorName()))
        .forEach(graph::addQuantizationAnnotation);
  }
}
