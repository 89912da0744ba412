package org.woq4j.onnx.rewrite.fold;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.ModelWeights;

/**
 * Searches for constants that can be divided by a scale [K] so that an activation [..., K] is
 * divided for all of its readers. It walks backwards through values that have a single reader,
 * until it finds the constants of a norm, a product, or a factor.
 *
 * <p>Only constants that are read in float32 are divided: in half precision the quotient would be
 * rounded to 11 or 8 bits, one rounding more than in the model. A scalar never becomes a vector,
 * because the runtime recognizes activation functions by their scalars.
 */
public final class ScaleFolding {

  /** The oldest supported version: before it, broadcasting and Dropout have other rules. */
  private static final int OPSET = 7;

  private static final int MAX_DEPTH = 64;

  /**
   * Inputs of a norm that are multiplied and added last.
   *
   * @param bias -1 for none
   */
  private record Norm(int scale, int bias) {}

  private static final Map<String, Norm> STANDARD_NORMS =
      Map.of(
          "LayerNormalization", new Norm(1, 2),
          "RMSNormalization", new Norm(1, -1),
          "SimplifiedLayerNormalization", new Norm(1, -1));

  private static final Map<String, Norm> MICROSOFT_NORMS =
      Map.of(
          "SimplifiedLayerNormalization", new Norm(1, -1),
          "SkipLayerNormalization", new Norm(2, 3),
          "SkipSimplifiedLayerNormalization", new Norm(2, -1),
          "EmbedLayerNormalization", new Norm(5, 6));

  private static final Set<DataType> FLOATS =
      Set.of(DataType.FLOAT, DataType.FLOAT16, DataType.BFLOAT16, DataType.DOUBLE);

  private final ModelWeights model;
  private final Predicate<GraphNode> isReplaced;
  private final int features;

  /**
   * A search.
   *
   * @param isReplaced whether a node's weight is quantized; such a weight is not divided
   * @param features K
   */
  public ScaleFolding(ModelWeights model, Predicate<GraphNode> isReplaced, int features) {
    this.model = model;
    this.isReplaced = isReplaced;
    this.features = features;
  }

  /**
   * How to divide an activation.
   *
   * @param readers the nodes that read it as their first input; they get the quotient
   */
  public Fold of(Value activation, List<GraphNode> readers) {
    if (model.graph().opset() < OPSET) {
      return Fold.refused("the model's operator set is older than %d".formatted(OPSET));
    }
    Set<Use> uses = readers.stream().map(node -> Use.by(node, 0)).collect(Collectors.toSet());
    return value(activation, uses, true, 0);
  }

  /**
   * How to divide a value.
   *
   * @param readers the uses that may get the quotient
   * @param spans whether its last axis is known to have size K; otherwise it has size K or 1
   */
  private Fold value(Value value, Set<Use> readers, boolean spans, int depth) {
    for (Use use : model.graph().uses().of(value)) {
      if (!readers.contains(use)) {
        return Fold.refused(
            use.node()
                .map(node -> "%s is also read by %s".formatted(value.name(), node.name()))
                .orElseGet(() -> "%s is an output of its graph".formatted(value.name())));
      }
    }
    if (value.origin() != Origin.NODE) {
      return Fold.refused("no node computes %s".formatted(value.name()));
    }
    GraphNode node = value.node();
    boolean first = node.proto().getOutput(0).equals(value.name());
    boolean known = first && depth <= MAX_DEPTH && !model.graph().functions().isCall(node.proto());
    return known ? made(node, spans, depth) : opaque(node);
  }

  private Fold made(GraphNode node, boolean spans, int depth) {
    Optional<Norm> norm = norm(node);
    if (norm.isPresent()) {
      return normalized(node, norm.get());
    }
    return node.is(node.proto().getOpType()) ? computed(node, spans, depth) : opaque(node);
  }

  private static Optional<Norm> norm(GraphNode node) {
    String operator = node.proto().getOpType();
    if (node.is(operator)) {
      return Optional.ofNullable(STANDARD_NORMS.get(operator));
    }
    boolean microsoft = node.proto().getDomain().equals("com.microsoft");
    return microsoft ? Optional.ofNullable(MICROSOFT_NORMS.get(operator)) : Optional.empty();
  }

  private Fold normalized(GraphNode node, Norm norm) {
    Fold scale = constant(node, norm.scale());
    boolean adds = norm.bias() >= 0 && node.input(norm.bias()).isPresent();
    return adds ? scale.and(constant(node, norm.bias())) : scale;
  }

  private Fold computed(GraphNode node, boolean spans, int depth) {
    return switch (node.proto().getOpType()) {
      case "Mul" -> factor(node, spans, depth);
      case "Add" -> part(node, 0, spans, depth).and(part(node, 1, spans, depth));
      case "MatMul" -> product(node, 1);
      case "Gemm" -> gemm(node);
      case "Identity" -> operand(node, 0, spans, depth);
      case "Cast" -> isCastToFloat(node) ? operand(node, 0, spans, depth) : opaque(node);
      case "Dropout" -> node.input(2).isEmpty() ? operand(node, 0, spans, depth) : opaque(node);
      case "Transpose" -> keepsLastAxis(node) ? operand(node, 0, spans, depth) : opaque(node);
      // Row-major order stays, so a last axis of size K before and after is the same axis.
      case "Reshape", "Flatten", "Squeeze", "Unsqueeze" ->
          spans ? operand(node, 0, false, depth) : opaque(node);
      default -> opaque(node);
    };
  }

  /** (a·b)/s = a·(b/s) = (a/s)·b; a constant is tried first. */
  private Fold factor(GraphNode node, boolean spans, int depth) {
    int first = trace(node, 1).isPresent() ? 1 : 0;
    Fold fold = part(node, first, spans, depth);
    return fold.isPossible() ? fold : part(node, 1 - first, spans, depth);
  }

  /** One of the two operands of a Mul or Add. */
  private Fold part(GraphNode node, int position, boolean spans, int depth) {
    if (trace(node, position).isPresent()) {
      return constant(node, position);
    }
    boolean spansItself = spans && trace(node, 1 - position).filter(c -> last(c) == 1).isPresent();
    return operand(node, position, spansItself, depth);
  }

  /** An input of a node, if the node is its only reader. */
  private Fold operand(GraphNode node, int position, boolean spans, int depth) {
    return node.input(position)
        .map(input -> value(input, Set.of(Use.by(node, position)), spans, depth + 1))
        .orElseGet(() -> opaque(node));
  }

  private Fold gemm(GraphNode node) {
    boolean swapped = Operators.integer(node.proto(), "transB", 0) != 0;
    Fold product = product(node, swapped ? 0 : 1);
    boolean adds = node.input(2).isPresent() && Operators.real(node.proto(), "beta", 1) != 0;
    return adds && product.isPossible() ? product.and(constant(node, 2)) : product;
  }

  /**
   * (x·W)/s: column n of W is divided by s_n. A weight with other readers is not copied, because it
   * may be large.
   */
  private Fold product(GraphNode node, int columnAxis) {
    if (isReplaced.test(node)) {
      return Fold.refused("the weight of %s is quantized".formatted(node.name()));
    }
    Optional<ConstantChain> chain = trace(node, 1);
    List<Long> dims = chain.map(found -> found.shape().dims()).orElse(List.of());
    int axis = dims.size() - 2 + columnAxis;
    if (dims.size() < 2 || dims.get(axis) != features) {
      return opaque(node);
    }
    if (isReadElsewhere(chain.get(), node)) {
      return Fold.refused("the weight of %s has other readers".formatted(node.name()));
    }
    long step = columnAxis == 1 ? 1 : dims.get(dims.size() - 1);
    return divided(new DividedConstant(node, 1, chain.get(), step));
  }

  private boolean isReadElsewhere(ConstantChain chain, GraphNode node) {
    return Stream.concat(
            chain.links().stream().flatMap(link -> link.input(0).stream()), node.input(1).stream())
        .anyMatch(value -> model.graph().uses().of(value).size() != 1);
  }

  /** A constant [..., K] that a node multiplies or adds elementwise. */
  private Fold constant(GraphNode node, int position) {
    Optional<ConstantChain> chain = trace(node, position);
    if (chain.isEmpty()) {
      return Fold.refused("input %d of %s is not a constant".formatted(position, node.name()));
    }
    return last(chain.get()) == features
        ? divided(new DividedConstant(node, position, chain.get(), 1))
        : Fold.refused(
            "the last dimension of the constant %s is not %d"
                .formatted(chain.get().source().name(), features));
  }

  private static Fold divided(DividedConstant constant) {
    ConstantChain chain = constant.chain();
    String name = chain.source().name();
    if (chain.obstacle().isPresent()) {
      return Fold.refused(
          "the constant %s cannot be divided: %s".formatted(name, chain.obstacle().get()));
    }
    if (chain.readType() != ElementType.FLOAT32) {
      return Fold.refused("the constant %s is read as %s".formatted(name, chain.readType()));
    }
    return chain.shape().isStoredOrder()
        ? Fold.of(constant)
        : Fold.refused("the constant %s is stored transposed".formatted(name));
  }

  private Optional<ConstantChain> trace(GraphNode node, int position) {
    return node.input(position).flatMap(model.tracer()::trace);
  }

  /** The last dimension of a constant; 1 for a scalar. */
  private static long last(ConstantChain chain) {
    List<Long> dims = chain.shape().dims();
    return dims.isEmpty() ? 1 : dims.get(dims.size() - 1);
  }

  private static boolean isCastToFloat(GraphNode node) {
    int type = (int) Operators.integer(node.proto(), "to", 0);
    return DataType.of(type).filter(FLOATS::contains).isPresent();
  }

  private static boolean keepsLastAxis(GraphNode node) {
    return Operators.attribute(node.proto(), "perm")
        .map(AttributeProto::getIntsList)
        .filter(order -> order.indexOf(order.size() - 1L) == order.size() - 1)
        .isPresent();
  }

  private static Fold opaque(GraphNode node) {
    return Fold.refused(
        "the %s %s cannot pass the scale on to its inputs"
            .formatted(node.proto().getOpType(), node.name()));
  }
}
