package org.woq4j.onnx.graph;

/**
 * A value of a graph: a name and the input, initializer or node that defines it. Compared by
 * identity, because names are unique only within their graph.
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

  /** Index of its origin among the graph's inputs, initializers or nodes. */
  public int index() {
    return index;
  }

  /** The node that computes it; only for values with origin NODE. */
  public GraphNode node() {
    return scope.nodes().get(index);
  }

  /** Its name, prefixed by the path of its graph. */
  public String scopedName() {
    return scope.path().isEmpty() ? name : scope.path() + "/" + name;
  }
}
