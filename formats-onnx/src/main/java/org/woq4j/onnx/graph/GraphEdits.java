package org.woq4j.onnx.graph;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;

/** Changes to a graph and its bodies. Not safe for several threads. */
public final class GraphEdits {

  private final Map<GraphScope, ScopeEdits> edits = new LinkedHashMap<>();

  /** Names of values by the positions at which nodes read them. */
  private final Map<GraphNode, Map<Integer, String>> redirected = new HashMap<>();

  /** The changes of one graph. */
  public ScopeEdits in(GraphScope scope) {
    return edits.computeIfAbsent(scope, key -> new ScopeEdits());
  }

  /**
   * Has nodes read another value.
   *
   * @param uses by nodes that are not replaced
   * @param name the other value
   */
  public void redirect(List<Use> uses, String name) {
    for (Use use : uses) {
      GraphNode node = use.node().orElseThrow();
      in(node.scope());
      redirected.computeIfAbsent(node, key -> new HashMap<>()).put(use.position(), name);
    }
  }

  /** The graphs that change. */
  public Iterable<Map.Entry<GraphScope, ScopeEdits>> all() {
    return edits.entrySet();
  }

  /** Domains of all nodes that are new. */
  public Set<String> domainsOfNewNodes() {
    return edits.values().stream()
        .flatMap(changes -> changes.newNodes().stream())
        .map(NodeProto::getDomain)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public boolean isReplaced(GraphNode node) {
    return edits.containsKey(node.scope()) && edits.get(node.scope()).isReplaced(node);
  }

  /** A graph with all changes in it and its bodies; the graph itself where nothing changes. */
  public GraphProto apply(GraphScope scope) {
    return changes(scope) ? in(scope).apply(scope, this::rebuild) : scope.proto();
  }

  private boolean changes(GraphScope scope) {
    return edits.containsKey(scope)
        || scope.nodes().stream()
            .flatMap(node -> scope.bodies(node).stream())
            .anyMatch(this::changes);
  }

  private NodeProto rebuild(GraphNode node) {
    Map<Integer, String> inputs = redirected.getOrDefault(node, Map.of());
    boolean isChanged = node.scope().bodies(node).stream().anyMatch(this::changes);
    if (inputs.isEmpty() && !isChanged) {
      return node.proto();
    }
    NodeProto.Builder rebuilt = node.proto().toBuilder();
    inputs.forEach(rebuilt::setInput);
    return isChanged ? withBodies(node, rebuilt) : rebuilt.build();
  }

  private NodeProto withBodies(GraphNode node, NodeProto.Builder rebuilt) {
    Iterator<GraphScope> bodies = node.scope().bodies(node).iterator();
    for (int i = 0; i < rebuilt.getAttributeCount(); i++) {
      AttributeProto.Builder attribute = rebuilt.getAttribute(i).toBuilder();
      if (attribute.hasG()) {
        attribute.setG(apply(bodies.next()));
      }
      for (int g = 0; g < attribute.getGraphsCount(); g++) {
        attribute.setGraphs(g, apply(bodies.next()));
      }
      rebuilt.setAttribute(i, attribute);
    }
    return rebuilt.build();
  }
}
