package org.woq4j.targets;

import org.woq4j.api.emit.NodeSpec;

/** Reads attributes of nodes. */
final class NodeAttributes {

  private NodeAttributes() {}

  /** A whole number; 0 if the node has no such attribute. */
  static int integer(NodeSpec node, String name) {
    return node.attributes().get(name) instanceof Long value ? value.intValue() : 0;
  }
}
