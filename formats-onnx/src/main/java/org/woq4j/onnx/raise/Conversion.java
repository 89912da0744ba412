package org.woq4j.onnx.raise;

/** Adapts a node to one change of its operator, or refuses to. */
@FunctionalInterface
interface Conversion {

  /** For changes that do not affect older nodes. */
  Conversion NOTHING = node -> {};

  void apply(NodeDraft node);
}
