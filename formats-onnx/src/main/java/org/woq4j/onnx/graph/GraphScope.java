package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;

/**
 * A graph of a model with the names that it defines. A body also sees the names of the graphs
 * around it; its own names shadow them.
 */
public final class GraphScope {

  private final @Nullable GraphScope outer;
  private final String path;
  private final Set<String> paths;
  private final GraphProto proto;
  private final boolean open;
  private final Map<String, Value> values = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<GraphNode, List<GraphScope>> bodies = new HashMap<>();

  /**
   * A graph with all bodies inside it.
   *
   * @param outer the graph around it; null for the main graph
   * @param path path of nodes and attributes to this graph; empty for the main graph. Node names
   *     may repeat, so the second graph of the same path gets a number
   * @param open whether its weights are searched for
   * @param functions the model's local functions; calls of them stay unchanged
   */
  GraphScope(
      @Nullable GraphScope outer,
      String path,
      GraphProto proto,
      boolean open,
      LocalFunctions functions) {
    this.outer = outer;
    this.paths = outer == null ? new HashSet<>() : outer.paths;
    this.path = path.isEmpty() ? path : ValueLabels.unique(path, paths::add);
    this.proto = proto;
    this.open = open;
    defineConstants();
    for (int i = 0; i < proto.getInputCount(); i++) {
      define(proto.getInput(i).getName(), Origin.INPUT, i);
    }
    for (int i = 0; i < proto.getNodeCount(); i++) {
      nodes.add(new GraphNode(this, i, proto.getNode(i)));
      for (String output : proto.getNode(i).getOutputList()) {
        define(output, Origin.NODE, i);
      }
    }
    nodes.forEach(node -> addBodies(node, functions));
  }

  /** The path of nodes and attributes to this graph; empty for the main graph. */
  public String path() {
    return path;
  }

  public GraphProto proto() {
    return proto;
  }

  /** Whether its weights are searched for. */
  public boolean isOpen() {
    return open;
  }

  public List<GraphNode> nodes() {
    return nodes;
  }

  /** Number of nodes, those in bodies included. */
  public int size() {
    return nodes.size()
        + bodies.values().stream().flatMap(List::stream).mapToInt(GraphScope::size).sum();
  }

  /** The graphs in a node's attributes, in order. */
  public List<GraphScope> bodies(GraphNode node) {
    return bodies.getOrDefault(node, List.of());
  }

  /** The value of a name in this scope; empty for the empty name and for an undefined one. */
  public Optional<Value> lookup(String name) {
    for (GraphScope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.values.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** The innermost graph that is around, or is, both this graph and another of the same model. */
  public GraphScope around(GraphScope other) {
    for (GraphScope scope = this; scope != null; scope = scope.outer) {
      for (GraphScope each = other; each != null; each = each.outer) {
        if (each == scope) {
          return scope;
        }
      }
    }
    throw new IllegalArgumentException(path + " and " + other.path + " are not of one graph");
  }

  /** Whether one of its own inputs has this name. */
  public boolean hasInput(String name) {
    return proto.getInputList().stream().anyMatch(input -> input.getName().equals(name));
  }

  private void defineConstants() {
    for (int i = 0; i < proto.getInitializerCount(); i++) {
      define(proto.getInitializer(i).getName(), Origin.INITIALIZER, i);
    }
    for (int i = 0; i < proto.getSparseInitializerCount(); i++) {
      define(proto.getSparseInitializer(i).getValues().getName(), Origin.SPARSE_INITIALIZER, i);
    }
  }

  private void define(String name, Origin origin, int index) {
    if (!name.isEmpty()) {
      values.putIfAbsent(name, new Value(this, name, origin, index));
    }
  }

  private void addBodies(GraphNode node, LocalFunctions functions) {
    boolean controlFlow = node.is("If") || node.is("Loop") || node.is("Scan");
    boolean inside = open && controlFlow && !functions.isCall(node.proto());
    List<GraphScope> found = new ArrayList<>();
    for (AttributeProto attribute : node.proto().getAttributeList()) {
      String name = (path.isEmpty() ? "" : path + "/") + node.name() + "/" + attribute.getName();
      if (attribute.hasG()) {
        found.add(new GraphScope(this, name, attribute.getG(), inside, functions));
      }
      for (int i = 0; i < attribute.getGraphsCount(); i++) {
        String indexed = name + "[" + i + "]";
        found.add(new GraphScope(this, indexed, attribute.getGraphs(i), false, functions));
      }
    }
    if (!found.isEmpty()) {
      bodies.put(node, found);
    }
  }
}
