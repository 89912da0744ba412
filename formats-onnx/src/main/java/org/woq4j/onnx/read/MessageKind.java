package org.woq4j.onnx.read;

import java.util.Optional;

/** The messages of the ONNX format through which a path leads from a model to its tensors. */
enum MessageKind {
  MODEL,
  GRAPH,
  NODE,
  ATTRIBUTE,
  FUNCTION,
  TRAINING_INFO,
  SPARSE_TENSOR,
  TENSOR;

  /** The kind of message that the field of this number holds, if it can hold a tensor. */
  Optional<MessageKind> field(int number) {
    return Optional.ofNullable(
        switch (this) {
          case MODEL -> inModel(number);
          case GRAPH -> inGraph(number);
          case NODE -> number == 5 ? ATTRIBUTE : null;
          case ATTRIBUTE -> inAttribute(number);
          case FUNCTION -> number == 7 ? NODE : number == 11 ? ATTRIBUTE : null;
          case TRAINING_INFO -> number == 1 || number == 2 ? GRAPH : null;
          case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : null;
          case TENSOR -> null;
        });
  }

  private static MessageKind inModel(int number) {
    return switch (number) {
      case 7 -> GRAPH;
      case 20 -> TRAINING_INFO;
      case 25 -> FUNCTION;
      default -> null;
    };
  }

  private static MessageKind inGraph(int number) {
    return switch (number) {
      case 1 -> NODE;
      case 5 -> TENSOR;
      case 15 -> SPARSE_TENSOR;
      default -> null;
    };
  }

  private static MessageKind inAttribute(int number) {
    return switch (number) {
      case 5, 10 -> TENSOR;
      case 6, 11 -> GRAPH;
      case 22, 23 -> SPARSE_TENSOR;
      default -> null;
    };
  }
}
