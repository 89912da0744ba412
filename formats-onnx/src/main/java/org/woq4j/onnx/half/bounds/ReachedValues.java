package org.woq4j.onnx.half.bounds;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Value;

/**
 * Numbers that elements of a model's values reach, as far as constants show it: -1e5 is reached in
 * a mask {@code (1 - m) * -1e5}, and in its sum with the scores of attention. Integers are taken to
 * reach 0 and 1, and an addend of which nothing is known is taken to be near 0. Immutable.
 */
public final class ReachedValues {

  private final ConstantBounds constants;
  private final Predicate<Value> real;
  private final Map<Value, Interval> known = new HashMap<>();

  /**
   * Finds them in the main graph and in all bodies.
   *
   * @param real whether a value is of floating-point numbers
   */
  public ReachedValues(ModelGraph graph, ConstantElements elements, Predicate<Value> real) {
    this.constants = new ConstantBounds(elements);
    this.real = real;
    find(graph.main());
  }

  /** The smallest and the largest number that a value is known to reach; empty if none is. */
  public Optional<Interval> of(Value value) {
    if (!real.test(value)) {
      return Optional.of(Interval.ZERO_TO_ONE);
    }
    return ConstantElements.isConstant(value)
        ? Optional.of(constants.range(value))
        : Optional.ofNullable(known.get(value));
  }

  private void find(GraphScope scope) {
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(this::find);
      Optional<Value> output =
          node.proto().getOutputList().stream()
              .findFirst()
              .flatMap(scope::lookup)
              .filter(value -> real.test(value) && !ConstantElements.isConstant(value));
      output.ifPresent(value -> of(node).ifPresent(reached -> known.put(value, reached)));
    }
  }

  private Optional<Interval> of(GraphNode node) {
    if (node.is("Cast") || OperatorBounds.MOVES.contains(node.proto().getOpType())) {
      return input(node, 0);
    }
    return switch (node.proto().getOpType()) {
      case "Neg" -> input(node, 0).map(Interval::negated);
      case "Add" -> sum(input(node, 0), input(node, 1));
      case "Sub" -> sum(input(node, 0), input(node, 1).map(Interval::negated));
      case "Mul" -> product(node, input(node, 0), input(node, 1));
      case "Div" -> product(node, input(node, 0), input(node, 1).map(Interval::reciprocal));
      case "Where" -> either(input(node, 1), input(node, 2));
      case "Concat" -> all(node);
      default -> Optional.empty();
    };
  }

  private Optional<Interval> input(GraphNode node, int position) {
    return node.input(position).flatMap(this::of);
  }

  private static Optional<Interval> sum(Optional<Interval> one, Optional<Interval> other) {
    return one.isEmpty() && other.isEmpty()
        ? Optional.empty()
        : Optional.of(one.orElse(Interval.ZERO).plus(other.orElse(Interval.ZERO)));
  }

  /** Two values that are computed need not be large where the other one is. */
  private static Optional<Interval> product(
      GraphNode node, Optional<Interval> one, Optional<Interval> other) {
    boolean byConstant =
        node.input(0).filter(ConstantElements::isConstant).isPresent()
            || node.input(1).filter(ConstantElements::isConstant).isPresent();
    return byConstant ? one.flatMap(each -> other.map(each::times)) : Optional.empty();
  }

  private static Optional<Interval> either(Optional<Interval> one, Optional<Interval> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get().hull(other.get()))
        : one.or(() -> other);
  }

  private Optional<Interval> all(GraphNode node) {
    Optional<Interval> all = Optional.empty();
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      all = either(all, input(node, i));
    }
    return all;
  }
}
