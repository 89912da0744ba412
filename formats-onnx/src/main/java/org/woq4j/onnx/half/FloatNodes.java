package org.woq4j.onnx.half;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.operators.FloatOperators;
import org.woq4j.onnx.half.operators.HalfType;

/**
 * The nodes of a model that stay float32, with the reasons. Besides those whose values 16 bits
 * cannot hold, these are what is computed from integers, such as positions and masks, because
 * float16 holds integers exactly only to 2,048, bfloat16 to 256; and squares and what is computed
 * from them up to their root, such as a variance, because float16 holds squares of at most 255, and
 * bfloat16 only two digits of them. Immutable.
 */
final class FloatNodes {

  private static final String OPERATOR = "their operators take float32 only, or are not known";
  private static final String CONSTANT = "they read constants beyond 65,504";

  /** Operators that move elements of their first input. */
  private static final Set<String> LINKS =
      Set.of(
          "Expand",
          "Flatten",
          "Identity",
          "Reshape",
          "Slice",
          "Squeeze",
          "Tile",
          "Transpose",
          "Unsqueeze");

  /** Operators that compute from integers or squares what may be beyond half precision as well. */
  private static final Set<String> ARITHMETIC =
      Set.of(
          "Abs",
          "Add",
          "Ceil",
          "Concat",
          "Cos",
          "Div",
          "Floor",
          "MatMul",
          "Max",
          "Min",
          "Mod",
          "Mul",
          "Neg",
          "Pow",
          "Reciprocal",
          "ReduceMean",
          "ReduceSum",
          "Round",
          "Sin",
          "Sqrt",
          "Sub");

  private final HalfType half;
  private final ModelGraph graph;
  private final RealValues reals;
  private final HalfConstants constants;
  private final FloatOperators operators;
  private final WideValues wide;
  private final Map<Value, Origin> origins = new HashMap<>();
  private final Map<GraphNode, String> reasons = new LinkedHashMap<>();

  /**
   * Finds the nodes.
   *
   * @param wide values that half precision cannot hold
   */
  FloatNodes(
      ModelGraph graph,
      RealValues reals,
      HalfConstants constants,
      FloatOperators operators,
      WideValues wide) {
    this.half = operators.half();
    this.graph = graph;
    this.reals = reals;
    this.constants = constants;
    this.operators = operators;
    this.wide = wide;
    add(graph.main());
  }

  boolean contains(GraphNode node) {
    return reasons.containsKey(node);
  }

  /** The names of the nodes by the reason why they stay float32. */
  Map<String, List<String>> byReason() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    reasons.forEach(
        (node, reason) -> names.computeIfAbsent(reason, key -> new ArrayList<>()).add(node.name()));
    return names;
  }

  private void add(GraphScope scope) {
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(this::add);
      if (touchesReal(node) && !node.is("Constant")) {
        reason(node).ifPresent(reason -> reasons.put(node, reason));
      }
    }
  }

  private boolean touchesReal(GraphNode node) {
    return (!realInputs(node).isEmpty() && !operators.takesAny(node))
        || outputs(node).anyMatch(reals::contains);
  }

  private Optional<String> reason(GraphNode node) {
    if (!node.scope().isOpen() || isOpaque(node)) {
      return Optional.of(OPERATOR);
    }
    if (operators.isFloat(node)) {
      setOrigin(node, origin(node));
      return Optional.of(OPERATOR);
    }
    if (narrows(node)) {
      return Optional.empty();
    }
    Origin origin = origin(node);
    setOrigin(node, origin);
    return switch (origin) {
      case DATA -> readsBeyond(node) ? Optional.of(CONSTANT) : beyond(node);
      case CONSTANT -> beyond(node);
      case BEYOND -> Optional.of(CONSTANT);
      case INTEGERS -> Optional.of("they compute from integers, " + half.ofIntegers());
      case SQUARES -> {
        if (node.is("Sqrt")) {
          setOrigin(node, Origin.DATA);
        }
        yield Optional.of("they compute from squares, " + half.ofSquares());
      }
    };
  }

  /** Whether bodies are not searched, or the node calls a function of the model. */
  private boolean isOpaque(GraphNode node) {
    return graph.functions().isCall(node.proto())
        || node.scope().bodies(node).stream().anyMatch(body -> !body.isOpen());
  }

  private Optional<String> beyond(GraphNode node) {
    return Stream.concat(realInputs(node).stream(), outputs(node))
        .flatMap(value -> wide.reason(value).stream())
        .findFirst();
  }

  private static Stream<Value> outputs(GraphNode node) {
    return node.proto().getOutputList().stream()
        .flatMap(name -> node.scope().lookup(name).stream());
  }

  /** Whether the float model itself wants the type of 16 bits. */
  private boolean narrows(GraphNode node) {
    return node.is("Cast") && StatedType.of(node.proto()).orElse(0) == half.type().number();
  }

  private void setOrigin(GraphNode node, Origin origin) {
    outputs(node).forEach(value -> origins.put(value, origin));
  }

  private Origin origin(GraphNode node) {
    List<Value> inputs = realInputs(node);
    if (inputs.isEmpty()) {
      return node.is("Cast") ? Origin.INTEGERS : Origin.DATA;
    }
    if (node.is("Cast") || (LINKS.contains(node.proto().getOpType()) && inputs.size() == 1)) {
      return origin(inputs.get(0));
    }
    List<Origin> all = inputs.stream().map(this::origin).distinct().toList();
    if (isSquare(node, inputs) && !all.contains(Origin.INTEGERS)) {
      return Origin.SQUARES;
    }
    boolean computed =
        ARITHMETIC.contains(node.proto().getOpType())
            && !all.contains(Origin.DATA)
            && !all.contains(Origin.BEYOND);
    if (computed && all.contains(Origin.SQUARES)) {
      return Origin.SQUARES;
    }
    return computed && all.contains(Origin.INTEGERS) ? Origin.INTEGERS : Origin.DATA;
  }

  private static boolean isSquare(GraphNode node, List<Value> inputs) {
    return node.is("Pow")
        || node.is("ReduceSumSquare")
        || (node.is("Mul") && inputs.size() == 2 && inputs.get(0) == inputs.get(1));
  }

  private Origin origin(Value value) {
    if (ConstantElements.isConstant(value)) {
      return constants.isFloat(value)
          ? constants.isBeyond(value) ? Origin.BEYOND : Origin.CONSTANT
          : Origin.DATA;
    }
    return origins.getOrDefault(value, Origin.DATA);
  }

  private boolean readsBeyond(GraphNode node) {
    return realInputs(node).stream().anyMatch(value -> origin(value) == Origin.BEYOND);
  }

  private List<Value> realInputs(GraphNode node) {
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      node.input(i).filter(reals::contains).ifPresent(inputs::add);
    }
    return inputs;
  }
}
