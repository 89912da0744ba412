package org.woq4j.runtime.onnx.verify.subgraph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.onnx.graph.Labels;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** A graph of a model, with the graphs around it, whose names its nodes see too. */
public final class ScopedGraph {

  private final ScopedGraph outer;
  private final GraphProto graph;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, Integer> declaredTypes = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> constants = new HashSet<>();

  private ScopedGraph(ScopedGraph outer, GraphProto graph) {
    this.outer = outer;
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    graph.getNodeList().forEach(this::define);
    graph.getValueInfoList().forEach(this::noteType);
    graph.getOutputList().forEach(this::noteType);
    graph.getInputList().forEach(this::noteType);
    graph.getInputList().forEach(input -> inputs.add(input.getName()));
  }

  /**
   * {@return a graph and all bodies in it by scope, as {@code WeightReader} names scopes}
   *
   * @param main the graph of the model
   */
  public static Map<String, ScopedGraph> byScope(GraphProto main) {
    Map<String, ScopedGraph> scopes = new LinkedHashMap<>();
    collect("", null, main, scopes);
    return scopes;
  }

  private static void collect(
      String scope, ScopedGraph outer, GraphProto graph, Map<String, ScopedGraph> scopes) {
    ScopedGraph scoped = new ScopedGraph(outer, graph);
    String unique = Labels.unique(scope, path -> scopes.putIfAbsent(path, scoped) == null);
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          String path = label(node) + "/" + attribute.getName();
          collect(unique.isEmpty() ? path : unique + "/" + path, scoped, attribute.getG(), scopes);
        }
      }
    }
  }

  /** A node's name, or its first output's where it has none. */
  private static String label(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }

  /** Nodes come in an order in which they can be run. */
  private void define(NodeProto node) {
    node.getOutputList().forEach(output -> makers.put(output, node));
    boolean constant =
        node.getInputCount() == 0
            ? node.getOpType().equals("Constant")
            : node.getInputList().stream().allMatch(each -> each.isEmpty() || isConstant(each));
    if (constant) {
      constants.addAll(node.getOutputList());
    }
  }

  private void noteType(ValueInfoProto value) {
    if (value.getType().hasTensorType()) {
      declaredTypes.put(value.getName(), value.getType().getTensorType().getElemType());
    }
  }

  /**
   * {@return the first node of this graph with the given operator and name}
   *
   * @param name as messages have it
   * @param operator the operator of the node
   */
  public Optional<NodeProto> node(String name, String operator) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals(operator) && label(node).equals(name))
        .findFirst();
  }

  /**
   * {@return the node that makes a value; empty if no node does}
   *
   * @param value its name
   */
  public Optional<NodeProto> maker(String value) {
    return home(value).map(home -> home.makers.get(value));
  }

  Optional<TensorProto> initializer(String value) {
    return home(value).map(home -> home.initializers.get(value));
  }

  /**
   * {@return the number of the element type that the graph declares for a value}
   *
   * @param value its name
   */
  public Optional<Integer> declaredType(String value) {
    return home(value).map(home -> home.declaredTypes.get(value));
  }

  /**
   * {@return whether there is a value of that name}
   *
   * @param value the name
   */
  public boolean defines(String value) {
    return home(value).isPresent();
  }

  /**
   * {@return whether a value depends only on constants of the model}
   *
   * @param value its name
   */
  public boolean isConstant(String value) {
    return home(value)
        .map(home -> home.initializers.containsKey(value) || home.constants.contains(value))
        .orElse(false);
  }

  /** The graph that gives a name its meaning here. */
  private Optional<ScopedGraph> home(String value) {
    if (makers.containsKey(value) || initializers.containsKey(value) || inputs.contains(value)) {
      return Optional.of(this);
    }
    return outer == null ? Optional.empty() : outer.home(value);
  }
}
