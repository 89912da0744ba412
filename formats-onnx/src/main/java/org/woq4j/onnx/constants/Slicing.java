package org.woq4j.onnx.constants;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.tensor.StridedShape;

/**
 * Nodes that pick a part of a tensor by constant indices, as exporters do to take one expert of a
 * stack: Gather, GatherND, Slice and Split. Immutable.
 */
final class Slicing {

  private static final Set<String> OPERATORS = Set.of("Gather", "GatherND", "Slice", "Split");

  private final Function<Value, Optional<IntegerTensor>> integers;

  /**
   * Reads indices.
   *
   * @param integers the elements of a small constant
   */
  Slicing(Function<Value, Optional<IntegerTensor>> integers) {
    this.integers = integers;
  }

  /** Whether a node picks a part whose place is known. */
  boolean isSlice(GraphNode node) {
    if (!OPERATORS.contains(node.proto().getOpType())) {
      return false;
    }
    for (int i = 1; i < node.proto().getInputCount(); i++) {
      boolean isGiven = !node.proto().getInput(i).isEmpty();
      if (isGiven && node.input(i).flatMap(integers).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The layout of a node's output.
   *
   * @param output an output of a node that {@linkplain #isSlice is a slice}
   * @param shape the layout of its first input
   * @return empty if strides cannot express it, or an index is outside
   */
  Optional<StridedShape> of(Value output, StridedShape shape) {
    GraphNode node = output.node();
    return switch (node.proto().getOpType()) {
      case "Gather" -> gather(node, shape);
      case "GatherND" -> gatherNd(node, shape);
      case "Slice" -> slice(node, shape);
      default -> split(node, node.proto().getOutputList().indexOf(output.name()), shape);
    };
  }

  private Optional<StridedShape> gather(GraphNode node, StridedShape shape) {
    Optional<IntegerTensor> indices = node.input(1).flatMap(integers);
    int axis = axis(Operators.integer(node.proto(), "axis", 0), shape);
    if (indices.isEmpty() || indices.get().elements().isEmpty() || axis < 0) {
      return Optional.empty();
    }
    List<Long> picked = indices.get().elements();
    long dim = shape.dims().get(axis);
    long first = fromStart(picked.get(0), dim);
    long step = picked.size() == 1 ? 1 : fromStart(picked.get(1), dim) - first;
    for (int i = 0; i < picked.size(); i++) {
      if (fromStart(picked.get(i), dim) != first + i * step) {
        return Optional.empty();
      }
    }
    List<Long> dims = new ArrayList<>(shape.dims().subList(0, axis));
    dims.addAll(indices.get().dims());
    dims.addAll(shape.dims().subList(axis + 1, shape.rank()));
    return shape.slice(axis, first, step, picked.size()).flatMap(part -> part.reshape(dims));
  }

  /** Picks one index of each of the first dimensions. */
  private Optional<StridedShape> gatherNd(GraphNode node, StridedShape shape) {
    Optional<IntegerTensor> indices = node.input(1).flatMap(integers);
    boolean isBatched = Operators.integer(node.proto(), "batch_dims", 0) != 0;
    if (indices.isEmpty() || indices.get().dims().isEmpty() || isBatched) {
      return Optional.empty();
    }
    List<Long> before = indices.get().dims().subList(0, indices.get().dims().size() - 1);
    List<Long> index = indices.get().elements();
    if (StridedShape.elements(before) != 1 || index.size() > shape.rank()) {
      return Optional.empty();
    }
    Optional<StridedShape> part = Optional.of(shape);
    for (int i = 0; i < index.size(); i++) {
      int axis = i;
      long at = fromStart(index.get(i), shape.dims().get(i));
      part = part.flatMap(each -> each.slice(axis, at, 1, 1));
    }
    List<Long> dims = new ArrayList<>(before);
    dims.addAll(shape.dims().subList(index.size(), shape.rank()));
    return part.flatMap(each -> each.reshape(dims));
  }

  private Optional<StridedShape> slice(GraphNode node, StridedShape shape) {
    Optional<List<Long>> starts = integers(node, "starts", 1);
    Optional<List<Long>> ends = integers(node, "ends", 2);
    Optional<List<Long>> axes = integers(node, "axes", 3);
    Optional<List<Long>> steps = integers(node, "steps", 4);
    boolean isSound =
        starts.isPresent()
            && Stream.of(ends, axes.or(() -> starts), steps.or(() -> starts))
                .allMatch(each -> each.map(List::size).equals(starts.map(List::size)));
    if (!isSound) {
      return Optional.empty();
    }
    Optional<StridedShape> part = Optional.of(shape);
    for (int i = 0; i < starts.get().size(); i++) {
      int index = i;
      int axis = axis(axes.map(each -> each.get(index)).orElse((long) i), shape);
      long step = steps.map(each -> each.get(index)).orElse(1L);
      if (axis < 0 || step < 1) {
        return Optional.empty();
      }
      long dim = shape.dims().get(axis);
      long first = within(starts.get().get(i), dim);
      long count = (within(ends.get().get(i), dim) - first + step - 1) / step;
      part = part.flatMap(each -> each.slice(axis, first, step, count));
    }
    return part;
  }

  private Optional<StridedShape> split(GraphNode node, int output, StridedShape shape) {
    int axis = axis(Operators.integer(node.proto(), "axis", 0), shape);
    if (axis < 0) {
      return Optional.empty();
    }
    long dim = shape.dims().get(axis);
    long parts = Math.max(1, node.proto().getOutputCount());
    long equal = (dim + parts - 1) / parts;
    Optional<List<Long>> sizes = integers(node, "split", 1);
    if (sizes.filter(each -> each.size() != parts).isPresent()) {
      return Optional.empty();
    }
    long first =
        sizes
            .map(each -> each.subList(0, output).stream().mapToLong(Long::longValue).sum())
            .orElse(output * equal);
    long count = sizes.map(each -> each.get(output)).orElse(Math.min(equal, dim - first));
    return shape.slice(axis, first, 1, count);
  }

  /**
   * Reads integers that are an attribute in old operator sets and an input in newer ones; empty if
   * they are left out.
   */
  private Optional<List<Long>> integers(GraphNode node, String name, int position) {
    return Operators.attribute(node.proto(), name)
        .map(AttributeProto::getIntsList)
        .or(() -> node.input(position).flatMap(integers).map(IntegerTensor::elements));
  }

  /** The index of a dimension; -1 if there is none such. */
  private static int axis(long given, StridedShape shape) {
    long axis = given < 0 ? given + shape.rank() : given;
    return axis >= 0 && axis < shape.rank() ? (int) axis : -1;
  }

  private static long fromStart(long index, long dim) {
    return index < 0 ? index + dim : index;
  }

  /** A bound of a Slice, which may lie outside. */
  private static long within(long bound, long dim) {
    return Math.max(0, Math.min(dim, bound < 0 ? bound + dim : bound));
  }
}
