package org.woq4j.onnx.read;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages of the ONNX format that can contain tensors, and the tensor itself. */
enum MessageKind {
  MODEL,
  GRAPH,
  NODE,
  ATTRIBUTE,
  FUNCTION,
  TRAINING_INFO,
  SPARSE_TENSOR,
  TENSOR;

  /** The kind of message in the field with this number, if it can contain a tensor. */
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

  private static @Nullable MessageKind inModel(int number) {
    return switch (number) {
      case 7 -> GRAPH;
      case 20 -> TRAINING_INFO;
      case 25 -> FUNCTION;
      default -> null;
    };
  }

  private static @Nullable MessageKind inGraph(int number) {
    return switch (number) {
      case 1 -> NODE;
      case 5 -> TENSOR;
      case 15 -> SPARSE_TENSOR;
      default -> null;
    };
  }

  private static @Nullable MessageKind inAttribute(int number) {
    return switch (number) {
      case 5, 10 -> TENSOR;
      case 6, 11 -> GRAPH;
      case 22, 23 -> SPARSE_TENSOR;
      default -> null;
    };
  }
}
