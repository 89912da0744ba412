package org.woq4j.onnx.shape;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.constants.IntegerTensor;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.TensorShapeProto.Dimension;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * Numbers of dimensions of values: as the model declares them, or as simple operators imply them.
 */
public final class Ranks {

  private static final Set<String> LIKE_FIRST_INPUT =
      Set.of(
          "Cast",
          "Clip",
          "Dropout",
          "Elu",
          "Erf",
          "Gelu",
          "Identity",
          "LayerNormalization",
          "LeakyRelu",
          "Neg",
          "RMSNormalization",
          "Relu",
          "Sigmoid",
          "SimplifiedLayerNormalization",
          "Slice",
          "Softmax",
          "Sqrt",
          "Tanh",
          "TopK",
          "Transpose");

  private static final Set<String> LIKE_LARGEST_INPUT =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "Where");

  private static final int MAX_DEPTH = 64;

  private final ConstantTracer tracer;
  private final Map<GraphScope, Map<String, TypeProto>> stated = new HashMap<>();

  public Ranks(ConstantTracer tracer) {
    this.tracer = tracer;
  }

  /** The rank of a value; empty if it is unknown. */
  public OptionalInt of(Value value) {
    return of(value, 0);
  }

  /** The last dimension of a value; empty if it is unknown. */
  public OptionalLong last(Value value) {
    OptionalLong stated = statedLast(value);
    if (stated.isPresent() || value.origin() != Origin.NODE) {
      return stated;
    }
    GraphNode node = value.node();
    if (node.is("Reshape")) {
      List<Long> dims = integers(node, "shape").orElse(List.of());
      return dims.isEmpty() || dims.get(dims.size() - 1) < 1
          ? OptionalLong.empty()
          : OptionalLong.of(dims.get(dims.size() - 1));
    }
    if (node.is("Unsqueeze")) {
      List<Long> axes = integers(node, "axes").orElse(List.of());
      return axes.contains(-1L) || axes.contains(of(value).orElse(0) - 1L)
          ? OptionalLong.of(1)
          : OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  private OptionalLong statedLast(Value value) {
    TypeProto type = type(value);
    if (type == null) {
      return OptionalLong.empty();
    }
    List<Dimension> dims = type.getTensorType().getShape().getDimList();
    return !dims.isEmpty() && dims.get(dims.size() - 1).hasDimValue()
        ? OptionalLong.of(dims.get(dims.size() - 1).getDimValue())
        : OptionalLong.empty();
  }

  private @Nullable TypeProto type(Value value) {
    return stated.computeIfAbsent(value.scope(), Ranks::types).get(value.name());
  }

  private OptionalInt of(Value value, int depth) {
    if (depth > MAX_DEPTH) {
      return OptionalInt.empty();
    }
    if (value.origin() == Origin.INITIALIZER) {
      return OptionalInt.of(value.scope().proto().getInitializer(value.index()).getDimsCount());
    }
    TypeProto type = type(value);
    if (type != null && type.hasTensorType() && type.getTensorType().hasShape()) {
      return OptionalInt.of(type.getTensorType().getShape().getDimCount());
    }
    return value.origin() == Origin.NODE ? computed(value.node(), depth + 1) : OptionalInt.empty();
  }

  private OptionalInt computed(GraphNode node, int depth) {
    String operator = node.proto().getOpType();
    if (!node.is(operator)) {
      return OptionalInt.empty();
    }
    if (LIKE_FIRST_INPUT.contains(operator)) {
      return input(node, 0, depth);
    }
    if (LIKE_LARGEST_INPUT.contains(operator)) {
      return largest(node, depth);
    }
    return switch (operator) {
      case "MatMul" -> matrixProduct(node, depth);
      case "Gemm" -> OptionalInt.of(2);
      case "ArgMax" ->
          sum(
              input(node, 0, depth),
              OptionalInt.of(Operators.integer(node.proto(), "keepdims", 1) == 0 ? -1 : 0),
              0);
      case "Gather" -> sum(input(node, 0, depth), input(node, 1, depth), -1);
      case "Reshape" -> length(node, "shape");
      case "Squeeze" -> sum(input(node, 0, depth), negative(length(node, "axes")), 0);
      case "Unsqueeze" -> sum(input(node, 0, depth), length(node, "axes"), 0);
      default -> OptionalInt.empty();
    };
  }

  private OptionalInt matrixProduct(GraphNode node, int depth) {
    OptionalInt left = input(node, 0, depth);
    OptionalInt right = input(node, 1, depth);
    boolean known =
        left.isPresent() && right.isPresent() && left.getAsInt() > 1 && right.getAsInt() > 1;
    return known
        ? OptionalInt.of(Math.max(left.getAsInt(), right.getAsInt()))
        : OptionalInt.empty();
  }

  private OptionalInt largest(GraphNode node, int depth) {
    int rank = 0;
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      OptionalInt input = input(node, i, depth);
      if (input.isEmpty()) {
        return input;
      }
      rank = Math.max(rank, input.getAsInt());
    }
    return OptionalInt.of(rank);
  }

  private Optional<List<Long>> integers(GraphNode node, String attribute) {
    return Operators.attribute(node.proto(), attribute)
        .map(AttributeProto::getIntsList)
        .or(() -> node.input(1).flatMap(tracer::integers).map(IntegerTensor::elements));
  }

  private static OptionalInt negative(OptionalInt number) {
    return number.isPresent() ? OptionalInt.of(-number.getAsInt()) : number;
  }

  private OptionalInt length(GraphNode node, String attribute) {
    return integers(node, attribute)
        .map(List::size)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private OptionalInt input(GraphNode node, int position, int depth) {
    return node.input(position).map(value -> of(value, depth)).orElse(OptionalInt.empty());
  }

  private static OptionalInt sum(OptionalInt a, OptionalInt b, int more) {
    return a.isPresent() && b.isPresent()
        ? OptionalInt.of(a.getAsInt() + b.getAsInt() + more)
        : OptionalInt.empty();
  }

  private static Map<String, TypeProto> types(GraphScope scope) {
    Map<String, TypeProto> types = new HashMap<>();
    for (ValueInfoProto info : scope.proto().getValueInfoList()) {
      types.put(info.getName(), info.getType());
    }
    for (ValueInfoProto info : scope.proto().getOutputList()) {
      types.put(info.getName(), info.getType());
    }
    for (ValueInfoProto info : scope.proto().getInputList()) {
      types.put(info.getName(), info.getType());
    }
    return types;
  }
}
