package org.woq4j.onnx.constants;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.StridedShape;

/**
 * Computes small integers that nodes make of constants, as exporters make indices and shapes: of
 * scalars that are unsqueezed and joined. Immutable.
 */
final class IntegerFolding {

  /** Nodes in a row; a damaged graph may have a cycle. */
  private static final int MAX_DEPTH = 16;

  private final Function<Value, Optional<IntegerTensor>> stored;

  /**
   * Starts from constants.
   *
   * @param stored the elements of a small constant
   */
  IntegerFolding(Function<Value, Optional<IntegerTensor>> stored) {
    this.stored = stored;
  }

  /** The elements of a value; empty if it depends on inputs or on other operators. */
  Optional<IntegerTensor> of(Value value) {
    return of(value, 0);
  }

  private Optional<IntegerTensor> of(Value value, int depth) {
    Optional<IntegerTensor> constant = stored.apply(value);
    if (constant.isPresent() || value.origin() != Origin.NODE || depth > MAX_DEPTH) {
      return constant;
    }
    GraphNode node = value.node();
    return node.is(node.proto().getOpType()) ? computed(node, depth + 1) : Optional.empty();
  }

  private Optional<IntegerTensor> computed(GraphNode node, int depth) {
    return switch (node.proto().getOpType()) {
      case "Identity" -> input(node, 0, depth);
      case "Cast" -> input(node, 0, depth).filter(integers -> isCastToLong(node));
      case "Squeeze" -> squeezed(node, depth);
      case "Unsqueeze" -> unsqueezed(node, depth);
      case "Reshape" -> reshaped(node, depth);
      case "Concat" -> joined(node, depth);
      default -> Optional.empty();
    };
  }

  private Optional<IntegerTensor> input(GraphNode node, int position, int depth) {
    return node.input(position).flatMap(value -> of(value, depth));
  }

  private static boolean isCastToLong(GraphNode node) {
    return Operators.integer(node.proto(), "to", 0) == DataType.INT64.number();
  }

  /** A scalar of a list of one; other forms are not met. */
  private Optional<IntegerTensor> squeezed(GraphNode node, int depth) {
    return input(node, 0, depth)
        .filter(list -> list.dims().equals(List.of(1L)))
        .map(list -> new IntegerTensor(List.of(), list.elements()));
  }

  private Optional<IntegerTensor> unsqueezed(GraphNode node, int depth) {
    Optional<IntegerTensor> before = input(node, 0, depth);
    Optional<List<Long>> axes =
        Operators.attribute(node.proto(), "axes")
            .map(AttributeProto::getIntsList)
            .or(() -> input(node, 1, depth).map(IntegerTensor::elements));
    if (before.isEmpty() || axes.isEmpty()) {
      return Optional.empty();
    }
    List<Long> dims = new ArrayList<>(before.get().dims());
    int rank = dims.size() + axes.get().size();
    for (long axis : axes.get().stream().map(a -> a < 0 ? a + rank : a).sorted().toList()) {
      if (axis < 0 || axis > dims.size()) {
        return Optional.empty();
      }
      dims.add((int) axis, 1L);
    }
    return Optional.of(new IntegerTensor(dims, before.get().elements()));
  }

  private Optional<IntegerTensor> reshaped(GraphNode node, int depth) {
    Optional<IntegerTensor> before = input(node, 0, depth);
    Optional<List<Long>> wish = input(node, 1, depth).map(IntegerTensor::elements);
    if (before.isEmpty() || wish.isEmpty()) {
      return Optional.empty();
    }
    List<Long> elements = before.get().elements();
    List<Long> dims =
        wish.get().equals(List.of(-1L)) ? List.of((long) elements.size()) : wish.get();
    return StridedShape.elements(dims) == elements.size() && dims.stream().allMatch(d -> d > 0)
        ? Optional.of(new IntegerTensor(dims, elements))
        : Optional.empty();
  }

  /** Along the first axis, on which elements stay in order; others need lists in each row. */
  private Optional<IntegerTensor> joined(GraphNode node, int depth) {
    List<Long> elements = new ArrayList<>();
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      Optional<IntegerTensor> part = input(node, i, depth);
      long axis = Operators.integer(node.proto(), "axis", 0);
      if (part.isEmpty() || part.get().dims().isEmpty()) {
        return Optional.empty();
      }
      List<Long> more = part.get().dims();
      int at = (int) (axis < 0 ? axis + more.size() : axis);
      boolean inOrder =
          at >= 0 && at < more.size() && StridedShape.elements(more.subList(0, at)) == 1;
      if (!inOrder) {
        return Optional.empty();
      }
      if (dims.isEmpty()) {
        dims.addAll(more);
      } else {
        dims.set(at, dims.get(at) + more.get(at));
      }
      elements.addAll(part.get().elements());
    }
    return StridedShape.elements(dims) == elements.size()
        ? Optional.of(new IntegerTensor(dims, elements))
        : Optional.empty();
  }
}
