package org.woq4j.onnx.half.bounds;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Ranges of constants, and sums of the magnitudes in their columns. Not safe for several threads.
 */
final class ConstantBounds {

  private final ConstantElements elements;
  private final Map<Value, Interval> known = new HashMap<>();

  ConstantBounds(ConstantElements elements) {
    this.elements = elements;
  }

  /** The bytes of a constant tensor. */
  TensorBytes bytes(TensorProto tensor) {
    return elements.bytes().apply(tensor).orElseThrow();
  }

  /** The range of a constant's elements; of integers, the range of their type. */
  Interval range(Value constant) {
    return known.computeIfAbsent(
        constant,
        key ->
            ConstantElements.tensor(key)
                .map(this::range)
                .orElseGet(() -> written(key.node().proto())));
  }

  private Interval range(TensorProto tensor) {
    if (ConstantElements.type(tensor).isEmpty()) {
      return ofType(tensor.getDataType());
    }
    double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    elements.read(
        tensor,
        (first, part, count) -> {
          for (int i = 0; i < count; i++) {
            ends[0] = Math.min(ends[0], part[i]);
            ends[1] = Math.max(ends[1], part[i]);
          }
        });
    return ends[0] <= ends[1] ? new Interval(ends[0], ends[1]) : Interval.ALL;
  }

  /** The range of an element type. */
  static Interval ofType(int type) {
    return switch (DataType.of(type).orElse(DataType.FLOAT)) {
      case BOOL -> Interval.ZERO_TO_ONE;
      case UINT8 -> new Interval(0, 255);
      case INT8 -> new Interval(-128, 127);
      default -> Interval.ALL;
    };
  }

  private static Interval written(NodeProto constant) {
    for (AttributeProto attribute : constant.getAttributeList()) {
      if (attribute.getName().equals("value_float")) {
        return Interval.of(attribute.getF());
      }
      if (attribute.getName().equals("value_int")) {
        return Interval.of((double) attribute.getI());
      }
    }
    return Interval.ALL;
  }

  /** The constant that a value is; empty if it is none, or its elements are no floats. */
  static Optional<TensorProto> floats(Optional<Value> value) {
    return value
        .filter(ConstantElements::isConstant)
        .flatMap(ConstantElements::tensor)
        .filter(tensor -> ConstantElements.type(tensor).isPresent());
  }

  /** The largest sum of magnitudes in a column of matrices [..., K, N]. */
  double largestColumn(TensorProto matrices) {
    List<Long> dims = matrices.getDimsList();
    int axes = dims.size();
    long columns = axes == 0 ? 1 : dims.get(axes - 1);
    long rows = axes < 2 ? DataType.elements(dims) / columns : dims.get(axes - 2);
    return axes < 2 ? largestRow(matrices, rows * columns) : largest(matrices, columns, rows);
  }

  /** The largest sum of magnitudes in so many elements, one row after the other. */
  double largestRow(TensorProto rows, long length) {
    return largest(rows, 1, length);
  }

  /** Sums over {@code length} elements that lie {@code stride} apart. */
  private double largest(TensorProto tensor, long stride, long length) {
    double[] sums = new double[Math.toIntExact(DataType.elements(tensor.getDimsList()) / length)];
    elements.read(
        tensor,
        (first, part, count) -> {
          for (int i = 0; i < count; i++) {
            long index = first + i;
            sums[(int) (index / (stride * length) * stride + index % stride)] += Math.abs(part[i]);
          }
        });
    double largest = 0;
    for (double sum : sums) {
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
