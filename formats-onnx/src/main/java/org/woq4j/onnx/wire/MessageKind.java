package org.woq4j.onnx.wire;

import java.util.Map;

/** The messages on the way from a model to its tensors, and the fields that lead on. */
public enum MessageKind {
  MODEL,
  GRAPH,
  NODE,
  ATTRIBUTE,
  TENSOR,
  SPARSE_TENSOR,
  FUNCTION,
  TRAINING;

  private static final Map<MessageKind, Map<Integer, MessageKind>> CHILDREN =
      Map.of(
          MODEL, Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION),
          GRAPH, Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR),
          NODE, Map.of(5, ATTRIBUTE),
          ATTRIBUTE,
              Map.of(
                  5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR),
          TENSOR, Map.of(),
          SPARSE_TENSOR, Map.of(1, TENSOR, 2, TENSOR),
          FUNCTION, Map.of(7, NODE, 11, ATTRIBUTE),
          TRAINING, Map.of(1, GRAPH, 2, GRAPH));

  /** What a field of this message holds; null where it leads to no tensor. */
  public MessageKind child(int field) {
    return CHILDREN.get(this).get(field);
  }
}
