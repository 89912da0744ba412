package org.woq4j.onnx.half.bounds;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.constants.IntegerTensor;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Uses;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * Bounds values that were divided by the root of their mean square: with N elements, the largest
 * one is at most √N, whatever they are.
 *
 * @param uses of the model's values
 * @param constants reads the axes of means
 * @param known bounds of values
 */
record NormBounds(Uses uses, ConstantTracer constants, Function<Value, Interval> known) {

  private static final long LAST = -1;

  /** Positions of the scale and, if there is one, of what is added to the result. */
  private static final Map<String, List<Integer>> NORMS =
      Map.of(
          "LayerNormalization", List.of(1, 2),
          "SimplifiedLayerNormalization", List.of(1),
          "RMSNormalization", List.of(1),
          "SkipLayerNormalization", List.of(2, 3),
          "SkipSimplifiedLayerNormalization", List.of(2));

  /** What a normalization over the last axis returns; empty for all other nodes. */
  Optional<Interval> of(GraphNode node) {
    List<Integer> positions = NORMS.get(node.proto().getOpType());
    if (positions == null || Operators.integer(node.proto(), "axis", LAST) != LAST) {
      return Optional.empty();
    }
    Interval shift =
        positions.size() < 2
            ? Interval.ZERO
            : node.input(positions.get(1)).map(known).orElse(Interval.ZERO);
    return node.input(positions.get(0))
        .flatMap(
            scale -> length(scale).map(n -> known.apply(scale).times(Interval.within(root(n)))))
        .map(interval -> interval.plus(shift));
  }

  /** What a Div or Mul returns that normalizes by standard operators; empty for others. */
  Optional<Interval> normalized(GraphNode node) {
    Optional<Value> value = node.input(0);
    Optional<GraphNode> root =
        node.is("Div")
            ? maker(node.input(1), "Sqrt")
            : maker(node.input(1), "Reciprocal").flatMap(each -> maker(each.input(0), "Sqrt"));
    return root.flatMap(each -> mean(each.input(0)))
        .filter(mean -> isOfLastAxis(mean) && isSquareOf(mean.input(0), value))
        .flatMap(mean -> node.scope().lookup(node.proto().getOutput(0)))
        .flatMap(this::scaledBy)
        .map(n -> Interval.within(root(n)));
  }

  private static double root(long elements) {
    return Math.sqrt((double) elements);
  }

  private static Optional<GraphNode> maker(Optional<Value> value, String operator) {
    return value
        .filter(each -> each.origin() == Value.Origin.NODE)
        .map(Value::node)
        .filter(node -> node.is(operator));
  }

  /** The mean to which at most a small number that is not negative was added. */
  private Optional<GraphNode> mean(Optional<Value> value) {
    Optional<GraphNode> sum = maker(value, "Add");
    if (sum.isEmpty()) {
      return maker(value, "ReduceMean");
    }
    return maker(sum.get().input(0), "ReduceMean")
        .filter(mean -> isPositive(sum.get().input(1)))
        .or(
            () ->
                maker(sum.get().input(1), "ReduceMean")
                    .filter(mean -> isPositive(sum.get().input(0))));
  }

  private boolean isPositive(Optional<Value> value) {
    return value.map(known).filter(interval -> interval.smallest() >= 0).isPresent();
  }

  /** The axes are an attribute in operator sets before 18, and an input since. */
  private boolean isOfLastAxis(GraphNode mean) {
    return Operators.attribute(mean.proto(), "axes")
        .map(AttributeProto::getIntsList)
        .or(() -> mean.input(1).flatMap(constants::integers).map(IntegerTensor::elements))
        .filter(axes -> axes.equals(List.of(LAST)))
        .isPresent();
  }

  private static boolean isSquareOf(Optional<Value> square, Optional<Value> value) {
    return maker(square, "Pow")
        .or(() -> maker(square, "Mul").filter(mul -> mul.input(0).equals(mul.input(1))))
        .filter(node -> node.input(0).equals(value))
        .isPresent();
  }

  /** The length of the constant list that scales a value, which is the length of its last axis. */
  private Optional<Long> scaledBy(Value value) {
    return uses.of(value).stream()
        .filter(use -> use.node().filter(node -> node.is("Mul")).isPresent())
        .flatMap(use -> use.node().orElseThrow().input(1 - use.position()).stream())
        .flatMap(scale -> length(scale).stream())
        .findFirst();
  }

  /** The length of a constant list; empty for others, and for a single number. */
  private static Optional<Long> length(Value value) {
    return ConstantBounds.floats(Optional.of(value))
        .map(TensorProto::getDimsList)
        .filter(dims -> dims.size() == 1)
        .map(DataType::elements)
        .filter(elements -> elements > 1);
  }
}
