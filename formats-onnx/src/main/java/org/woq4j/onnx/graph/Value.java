package org.woq4j.onnx.graph;

/**
 * What a name stands for in a graph: the place that defines it. Compared by identity, as names are
 * unique only within their graph.
 */
public final class Value {

  /** What defines a value. */
  public enum Origin {
    INPUT,
    INITIALIZER,
    SPARSE_INITIALIZER,
    NODE
  }

  private final GraphScope scope;
  private final String name;
  private final Origin origin;
  private final int index;

  Value(GraphScope scope, String name, Origin origin, int index) {
    this.scope = scope;
    this.name = name;
    this.origin = origin;
    this.index = index;
  }

  /** The graph that defines it. */
  public GraphScope scope() {
    return scope;
  }

  public String name() {
    return name;
  }

  public Origin origin() {
    return origin;
  }

  /** Where its origin stands among the graph's inputs, initializers or nodes. */
  public int index() {
    return index;
  }

  /** The node that makes it; only of values with origin NODE. */
  public GraphNode node() {
    return scope.nodes().get(index);
  }

  /** Its name behind the path of its graph. */
  String scopedName() {
    return scope.path().isEmpty() ? name : scope.path() + "/" + name;
  }
}
