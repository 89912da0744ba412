package org.woq4j.onnx.graph;

import java.util.Optional;

/**
 * One place where a value is read.
 *
 * @param node the node that reads it; empty for an output of a graph and for training bindings
 * @param position index of the node's input; 0 without a node
 */
public record Use(Optional<GraphNode> node, int position) {
  /** A read outside of all nodes. */
  static final Use OUTSIDE_NODES = new Use(Optional.empty(), 0);

  /** The read of a node at one of its inputs. */
  public static Use by(GraphNode node, int position) {
    return new Use(Optional.of(node), position);
  }

  /** Written by hand, like equals: Java makes those of a record at first use, in some 10 ms. */
  @Override
  public int hashCode() {
    return 31 * node.hashCode() + position;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Use use && position == use.position && node.equals(use.node);
  }
}
