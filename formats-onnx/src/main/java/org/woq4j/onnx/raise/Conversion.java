package org.woq4j.onnx.raise;

/** Carries a node over one change of its operator, or refuses to. */
@FunctionalInterface
interface Conversion {

  /** For changes that nodes written before them do not notice. */
  Conversion NOTHING = node -> {};

  void apply(NodeDraft node);
}
