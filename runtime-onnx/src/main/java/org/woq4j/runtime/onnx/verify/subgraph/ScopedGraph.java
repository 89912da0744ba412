package org.woq4j.runtime.onnx.verify.subgraph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.ValueLabels;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** A graph of a model with the graphs around it; its nodes see their names too. */
public final class ScopedGraph {

  private final @Nullable ScopedGraph outer;
  private final GraphProto graph;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, Integer> declaredTypes = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> constants = new HashSet<>();

  private ScopedGraph(@Nullable ScopedGraph outer, GraphProto graph) {
    this.outer = outer;
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    graph.getNodeList().forEach(this::define);
    graph.getValueInfoList().forEach(this::noteType);
    graph.getOutputList().forEach(this::noteType);
    graph.getInputList().forEach(this::noteType);
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
  }

  /** A graph and all bodies in it, by the scope names that {@code WeightReader} uses. */
  public static Map<String, ScopedGraph> byScope(GraphProto main) {
    Map<String, ScopedGraph> scopes = new LinkedHashMap<>();
    collect("", null, main, scopes);
    return scopes;
  }

  private static void collect(
      String scope,
      @Nullable ScopedGraph outer,
      GraphProto graph,
      Map<String, ScopedGraph> scopes) {
    ScopedGraph scoped = new ScopedGraph(outer, graph);
    String unique = ValueLabels.unique(scope, path -> scopes.putIfAbsent(path, scoped) == null);
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          String path = Operators.name(node) + "/" + attribute.getName();
          collect(unique.isEmpty() ? path : unique + "/" + path, scoped, attribute.getG(), scopes);
        }
      }
    }
  }

  /** Nodes are in topological order. A body may read any value around it. */
  private void define(NodeProto node) {
    node.getOutputList().forEach(output -> makers.put(output, node));
    boolean constant =
        node.getInputCount() == 0
            ? node.getOpType().equals("Constant")
            : node.getInputList().stream().allMatch(each -> each.isEmpty() || isConstant(each))
                && node.getAttributeList().stream().noneMatch(AttributeProto::hasG);
    if (constant) {
      constants.addAll(node.getOutputList());
    }
  }

  private void noteType(ValueInfoProto value) {
    if (value.getType().hasTensorType()) {
      declaredTypes.put(value.getName(), value.getType().getTensorType().getElemType());
    }
  }

  /** The first node of this graph with the given operator and label. */
  public Optional<NodeProto> node(String name, String operator) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals(operator) && Operators.name(node).equals(name))
        .findFirst();
  }

  /** The node that computes a value; empty if no node does. */
  public Optional<NodeProto> maker(String value) {
    return home(value).map(home -> home.makers.get(value));
  }

  Optional<TensorProto> initializer(String value) {
    return home(value).map(home -> home.initializers.get(value));
  }

  /** The number of the element type that the graph declares for a value. */
  public Optional<Integer> declaredType(String value) {
    return home(value).map(home -> home.declaredTypes.get(value));
  }

  /** Whether a name is defined in this scope. */
  public boolean defines(String value) {
    return home(value).isPresent();
  }

  /** Whether a value depends only on constants. */
  public boolean isConstant(String value) {
    return home(value)
        .map(home -> home.initializers.containsKey(value) || home.constants.contains(value))
        .orElse(false);
  }

  /** The graph that defines a name in this scope. */
  private Optional<ScopedGraph> home(String value) {
    if (makers.containsKey(value) || initializers.containsKey(value) || inputs.contains(value)) {
      return Optional.of(this);
    }
    return outer == null ? Optional.empty() : outer.home(value);
  }
}
