package org.woq4j.onnx.half.bounds;

import java.util.Optional;
import java.util.function.Function;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/**
 * Bounds products with constants: by the largest sum of magnitudes that meets an element.
 *
 * @param opset version of the standard operator set
 * @param constants ranges of constants
 * @param known bounds of values
 */
record ProductBounds(int opset, ConstantBounds constants, Function<Value, Interval> known) {

  private static final int SCALES = 2;
  private static final int ZERO_POINTS = 3;
  private static final int BLOCKS_BIAS = 5;

  /** Before it, Softmax sums over all axes from one on, so at most 1 over the last. */
  private static final int SOFTMAX_OF_ONE_AXIS = 13;

  /** What a product returns; empty for all other nodes, and if nothing is known. */
  Optional<Interval> of(GraphNode node) {
    return switch (node.proto().getOpType()) {
      case "MatMul" -> average(node).or(() -> matrix(node));
      case "Gemm" -> gemm(node);
      case "Conv" -> convolution(node);
      case "MatMulNBits" -> blocks(node);
      case "GatherBlockQuantized" -> codes(node).map(Interval::within);
      default -> Optional.empty();
    };
  }

  private Interval input(GraphNode node, int position) {
    return node.input(position).map(known).orElse(Interval.ALL);
  }

  private Interval times(GraphNode node, double sum) {
    return Interval.within(sum).times(Interval.within(input(node, 0).magnitude()));
  }

  /** Rows of a Softmax are shares of one. */
  private Optional<Interval> average(GraphNode node) {
    return node.input(0)
        .filter(value -> value.origin() == Value.Origin.NODE && sharesOne(value.node()))
        .map(shares -> input(node, 1).hull(Interval.ZERO));
  }

  private boolean sharesOne(GraphNode node) {
    return node.is("Softmax")
        && (opset < SOFTMAX_OF_ONE_AXIS || Operators.integer(node.proto(), "axis", -1) == -1);
  }

  private Optional<Interval> matrix(GraphNode node) {
    return ConstantBounds.floats(node.input(1))
        .map(weight -> times(node, constants.largestColumn(weight)));
  }

  private Optional<Interval> gemm(GraphNode node) {
    NodeProto proto = node.proto();
    boolean transposed = Operators.integer(proto, "transB", 0) != 0;
    double alpha = Math.abs(Operators.real(proto, "alpha", 1));
    Interval beta = Interval.of(Operators.real(proto, "beta", 1));
    Interval bias = node.input(2).map(known).orElse(Interval.ZERO).times(beta);
    return ConstantBounds.floats(node.input(1))
        .map(
            weight ->
                transposed
                    ? constants.largestRow(weight, weight.getDims(1))
                    : constants.largestColumn(weight))
        .map(sum -> times(node, alpha * sum).plus(bias));
  }

  private Optional<Interval> convolution(GraphNode node) {
    Interval bias = node.input(2).map(known).orElse(Interval.ZERO);
    return ConstantBounds.floats(node.input(1))
        .filter(weight -> weight.getDimsCount() > 1)
        .map(weight -> constants.largestRow(weight, elementsOfRow(weight)))
        .map(sum -> times(node, sum).plus(bias));
  }

  private static long elementsOfRow(TensorProto weight) {
    return weight.getDimsList().stream().skip(1).reduce(1L, (a, b) -> a * b);
  }

  /** The scales are [N, blocks of a column]. */
  private Optional<Interval> blocks(GraphNode node) {
    NodeProto proto = node.proto();
    long size = Operators.integer(proto, "block_size", 0);
    long inBlocks = (Operators.integer(proto, "K", 0) + size - 1) / Math.max(1, size);
    Interval bias = node.input(BLOCKS_BIAS).map(known).orElse(Interval.ZERO);
    return ConstantBounds.floats(node.input(SCALES))
        .filter(scales -> inBlocks > 0)
        .map(scales -> size * distance(node, ZERO_POINTS) * constants.largestRow(scales, inBlocks))
        .map(sum -> times(node, sum).plus(bias));
  }

  /** The largest magnitude that codes in blocks decode to. */
  private Optional<Double> codes(GraphNode node) {
    return ConstantBounds.floats(node.input(SCALES))
        .flatMap(scales -> node.input(SCALES))
        .map(scales -> known.apply(scales).magnitude() * distance(node, ZERO_POINTS));
  }

  /** How far a code can be from the zero point. */
  private double distance(GraphNode node, int zeroPoints) {
    long codes = 1L << Operators.integer(node.proto(), "bits", 4);
    Optional<Value> stored = node.input(zeroPoints);
    if (stored.isEmpty()) {
      return codes / 2.0;
    }
    return codes
        - 1
        + ConstantBounds.floats(stored).map(f -> known.apply(stored.get()).magnitude()).orElse(0.0);
  }
}
