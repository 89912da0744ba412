package org.woq4j.onnx.half.bounds;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;

/** Bounds what nodes return by the bounds of what they read. */
final class OperatorBounds {

  /** Operators that pass the elements of their first input on. */
  static final Set<String> MOVES =
      Set.of(
          "Identity",
          "Reshape",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Slice",
          "Expand",
          "Tile",
          "Gather");

  /** The least value of Gelu and its likes, x sigmoid(x) among them, rounded down. */
  private static final double LEAST_GELU = -0.28;

  private final Function<Value, Interval> known;
  private final ProductBounds products;
  private final NormBounds norms;

  /**
   * Bounds nodes of a model.
   *
   * @param known bounds of values that nodes before them return
   */
  OperatorBounds(ModelGraph graph, ConstantBounds constants, Function<Value, Interval> known) {
    ConstantTracer tracer =
        new ConstantTracer(graph.functions(), graph.model().getIrVersion(), constants::bytes);
    this.known = known;
    this.products = new ProductBounds(graph.opset(), constants, known);
    this.norms = new NormBounds(graph.uses(), tracer, known);
  }

  /** The bounds of a node's first outputs; what is behind them is not known. */
  List<Interval> of(GraphNode node) {
    return node.is("Split")
        ? Collections.nCopies(node.proto().getOutputCount(), input(node, 0))
        : List.of(first(node));
  }

  private Interval first(GraphNode node) {
    if (MOVES.contains(node.proto().getOpType())) {
      return input(node, 0);
    }
    return switch (node.proto().getOpType()) {
      case "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "And",
          "Or",
          "Xor",
          "Not",
          "IsNaN",
          "IsInf",
          "Softmax",
          "Sigmoid",
          "HardSigmoid" ->
          Interval.ZERO_TO_ONE;
      case "Tanh", "Erf", "Sin", "Cos", "Softsign", "Sign" -> Interval.MINUS_ONE_TO_ONE;
      case "GatherElements",
          "GatherND",
          "DepthToSpace",
          "SpaceToDepth",
          "ReduceMax",
          "ReduceMin",
          "ReduceMean",
          "MaxPool",
          "GlobalAveragePool",
          "GlobalMaxPool" ->
          input(node, 0);
      case "Cast" -> cast(node);
      case "Concat", "Max", "Min" -> hull(node, 0);
      case "Where" -> hull(node, 1);
      case "Relu" -> input(node, 0).clamped(new Interval(0, Double.POSITIVE_INFINITY));
      case "Gelu", "FastGelu", "BiasGelu", "QuickGelu" -> gelu(node);
      case "Clip" -> input(node, 0).clamped(limits(node));
      case "Neg" -> input(node, 0).negated();
      case "Abs" -> new Interval(0, input(node, 0).magnitude());
      case "Sqrt" -> root(input(node, 0));
      case "Reciprocal" -> input(node, 0).reciprocal();
      case "Exp" -> new Interval(0, Math.exp(input(node, 0).largest()));
      case "Pow" -> power(node);
      case "Add" -> input(node, 0).plus(input(node, 1));
      case "Sub" -> input(node, 0).plus(input(node, 1).negated());
      case "Mul" -> isSquare(node) ? input(node, 0).squared() : quotient(node, input(node, 1));
      case "Div" -> quotient(node, input(node, 1).reciprocal());
      default -> products.of(node).or(() -> norms.of(node)).orElse(Interval.ALL);
    };
  }

  private Interval input(GraphNode node, int position) {
    return node.input(position).map(known).orElse(Interval.ALL);
  }

  private Interval hull(GraphNode node, int first) {
    Interval hull = input(node, first);
    for (int i = first + 1; i < node.proto().getInputCount(); i++) {
      hull = hull.hull(input(node, i));
    }
    return hull;
  }

  /** A cast to integers may wrap around. */
  private Interval cast(GraphNode node) {
    Optional<DataType> type = DataType.of((int) Operators.integer(node.proto(), "to", 0));
    return type.flatMap(DataType::elementType).filter(each -> each.isWeightType()).isPresent()
        ? input(node, 0)
        : ConstantBounds.ofType(type.map(DataType::number).orElse(0));
  }

  private static Interval root(Interval squares) {
    return new Interval(
        Math.sqrt(Math.max(0, squares.smallest())), Math.sqrt(Math.max(0, squares.largest())));
  }

  private Interval gelu(GraphNode node) {
    Interval bias = node.input(1).map(known).orElse(Interval.ZERO);
    return new Interval(LEAST_GELU, Math.max(0, input(node, 0).plus(bias).largest()));
  }

  /** Limits are attributes in operator sets before 11. */
  private Interval limits(GraphNode node) {
    NodeProto proto = node.proto();
    double least = Operators.real(proto, "min", Float.NEGATIVE_INFINITY);
    double most = Operators.real(proto, "max", Float.POSITIVE_INFINITY);
    double smallest = node.input(1).map(known).map(Interval::smallest).orElse(least);
    double largest = node.input(2).map(known).map(Interval::largest).orElse(most);
    return smallest <= largest ? new Interval(smallest, largest) : Interval.ALL;
  }

  private Interval power(GraphNode node) {
    return input(node, 1).equals(Interval.of(2)) ? input(node, 0).squared() : Interval.ALL;
  }

  private static boolean isSquare(GraphNode node) {
    return node.input(0).isPresent() && node.input(0).equals(node.input(1));
  }

  /** A value divided by its own norm is bounded whatever the value is. */
  private Interval quotient(GraphNode node, Interval factor) {
    return norms.normalized(node).orElseGet(() -> input(node, 0).times(factor));
  }
}
