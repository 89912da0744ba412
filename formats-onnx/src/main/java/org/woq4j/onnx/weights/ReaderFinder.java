package org.woq4j.onnx.weights;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.LocalFunctions;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.graph.Uses;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.shape.Ranks;

/** Finds out how nodes read constants. */
final class ReaderFinder {

  /** The first version in which Gemm and Add broadcast without an attribute. */
  private static final long BROADCASTS_SINCE = 7;

  private final ConstantTracer tracer;
  private final LocalFunctions functions;
  private final Ranks ranks;
  private final GatheredMatrices matrices;
  private final long opset;

  ReaderFinder(ConstantTracer tracer, LocalFunctions functions, Uses uses, long opset) {
    this.tracer = tracer;
    this.functions = functions;
    this.ranks = new Ranks(tracer);
    this.matrices = new GatheredMatrices(uses);
    this.opset = opset;
  }

  /** The constants that a node reads as weights; empty if there are none. */
  List<FoundReader> readers(GraphNode node) {
    if (node.proto().getOutputCount() == 0 || functions.isCall(node.proto())) {
      return List.of();
    }
    if (Experts.areIn(node)) {
      return experts(node);
    }
    boolean known = node.is("MatMul") || node.is("Gemm") || node.is("Gather");
    if (!known) {
      return operands(node);
    }
    return switch (node.proto().getOpType()) {
      case "MatMul" -> found(matMul(node), onTheLeft(node));
      case "Gemm" -> found(gemm(node), onTheLeft(node));
      default -> found(gather(node), Optional.empty());
    };
  }

  private Optional<FoundReader> matMul(GraphNode node) {
    return chain(node, 1)
        .map(
            chain -> {
              Matrix matrix = Matrix.batch(chain, false);
              int least = matrix.matrices() > 1 ? 3 : 2;
              OptionalInt rank = node.input(0).map(ranks::of).orElse(OptionalInt.empty());
              int weightRank = chain.shape().rank();
              int added = Math.max(0, weightRank - Math.max(least, rank.orElse(weightRank)));
              return reader(
                  node,
                  1,
                  chain,
                  matrix,
                  new FoundReader.Output(added, 0),
                  matMulObstacle(weightRank, least, rank));
            });
  }

  private static Optional<String> matMulObstacle(int weightRank, int least, OptionalInt rank) {
    if (weightRank > least && rank.isEmpty()) {
      return Optional.of(
          "the weight has %d dimensions, and the activation's number of dimensions is unknown"
              .formatted(weightRank));
    }
    return least > 2 && rank.orElse(least) < 2
        ? Optional.of("it is a batch of matrices, and the activation is a vector")
        : Optional.empty();
  }

  private Optional<FoundReader> gemm(GraphNode node) {
    boolean swapped = Operators.integer(node.proto(), "transB", 0) != 0;
    return chain(node, 1)
        .map(
            chain ->
                reader(
                    node,
                    1,
                    chain,
                    Matrix.of(chain, swapped),
                    FoundReader.Output.SAME,
                    gemmObstacle(node)));
  }

  private Optional<String> gemmObstacle(GraphNode node) {
    float alpha = Operators.real(node.proto(), "alpha", 1);
    float beta = Operators.real(node.proto(), "beta", 1);
    if (!Float.isFinite(alpha) || !Float.isFinite(beta)) {
      return Optional.of("alpha or beta is not finite");
    }
    return opset < BROADCASTS_SINCE
        ? Optional.of("Gemm in opset %d has broadcasting rules of its own".formatted(opset))
        : Optional.empty();
  }

  private Optional<FoundReader> gather(GraphNode node) {
    long axis = Operators.integer(node.proto(), "axis", 0);
    return chain(node, 0)
        .map(
            chain -> {
              int rank = chain.shape().rank();
              Optional<Boolean> last =
                  rank == 3 && (axis == 0 || axis == -3)
                      ? matrices.sumOverLast(node)
                      : Optional.empty();
              return last.isPresent()
                  ? pickedMatrices(node, chain, last.get())
                  : reader(
                      node,
                      0,
                      chain,
                      Matrix.of(chain, true),
                      FoundReader.Output.SAME,
                      gatherObstacle(chain.shape().dims(), axis));
            });
  }

  /**
   * Emitters return picked matrices as [N,K]. Where K is not the last dimension and the rank of the
   * indices is unknown, the other dimension is taken for K: that changes only which elements share
   * a scale.
   */
  private FoundReader pickedMatrices(GraphNode node, ConstantChain chain, boolean sumOverLast) {
    OptionalInt rank = node.input(1).map(ranks::of).orElse(OptionalInt.empty());
    boolean turned = !sumOverLast && rank.isPresent();
    return reader(
        node,
        0,
        chain,
        Matrix.batch(chain, !turned),
        new FoundReader.Output(0, turned ? rank.getAsInt() + 2 : 0),
        Optional.empty());
  }

  private static Optional<String> gatherObstacle(List<Long> dims, long axis) {
    if (dims.size() != 2) {
      return Optional.of("it gathers from %d dimensions, not from 2".formatted(dims.size()));
    }
    if (dims.get(1) == 1) {
      return Optional.of("its rows have one element: a scale for each would take as much");
    }
    return axis == 0 || axis == -2
        ? Optional.empty()
        : Optional.of("it gathers along axis %d, not 0".formatted(axis));
  }

  private Optional<FoundReader> onTheLeft(GraphNode node) {
    boolean swapped = node.is("Gemm") && Operators.integer(node.proto(), "transA", 0) != 0;
    return chain(node, 0)
        .map(
            chain ->
                reader(
                    node,
                    0,
                    chain,
                    Matrix.of(chain, swapped),
                    FoundReader.Output.SAME,
                    Optional.of(
                        "the constant is the left operand: it is small, or the other one's number of dimensions is unknown")));
  }

  private List<FoundReader> operands(GraphNode node) {
    return Operands.positions(node).stream()
        .flatMap(
            position ->
                chain(node, position).flatMap(chain -> operand(node, position, chain)).stream())
        .toList();
  }

  private static Optional<FoundReader> operand(GraphNode node, int position, ConstantChain chain) {
    WeightReader reader =
        new WeightReader(
            place(node),
            OperatorKind.OPERAND,
            Optional.empty(),
            chain.readType(),
            Optional.empty());
    return Operands.matrix(node, chain)
        .map(
            matrix ->
                new FoundReader(
                    Use.by(node, position), chain, matrix, FoundReader.Output.SAME, reader));
  }

  private List<FoundReader> experts(GraphNode node) {
    Optional<String> obstacle = Experts.obstacle(node, tracer);
    return Experts.positions().stream()
        .flatMap(
            position ->
                chain(node, position)
                    .map(chain -> experts(node, position, chain, obstacle))
                    .stream())
        .toList();
  }

  private static FoundReader experts(
      GraphNode node, int position, ConstantChain chain, Optional<String> obstacle) {
    return new FoundReader(
        Use.by(node, position),
        chain,
        Matrix.batch(chain, true),
        FoundReader.Output.SAME,
        new WeightReader(
            place(node), OperatorKind.EXPERTS, Optional.empty(), chain.readType(), obstacle));
  }

  private static NodePlace place(GraphNode node) {
    return new NodePlace(node.name(), node.proto().getOpType(), node.scope().path());
  }

  private Optional<ConstantChain> chain(GraphNode node, int position) {
    return node.input(position).flatMap(tracer::trace);
  }

  private FoundReader reader(
      GraphNode node,
      int position,
      ConstantChain chain,
      Matrix matrix,
      FoundReader.Output output,
      Optional<String> obstacle) {
    OperatorKind kind = kind(node, matrix.matrices() > 1);
    return new FoundReader(
        Use.by(node, position),
        chain,
        matrix,
        output,
        new WeightReader(
            place(node),
            kind,
            kind.isGather() ? Optional.empty() : Optional.of(site(node, position)),
            chain.readType(),
            obstacle));
  }

  private static OperatorKind kind(GraphNode node, boolean batched) {
    if (node.is("Gather")) {
      return batched ? OperatorKind.BATCHED_GATHER : OperatorKind.GATHER;
    }
    return batched ? OperatorKind.BATCHED_MATMUL : OperatorKind.MATMUL;
  }

  /** The site of the other operand. An undefined value is assigned to the node's own graph. */
  private static Site site(GraphNode node, int position) {
    int other = 1 - position;
    boolean transposed =
        node.is("Gemm") && other == 0 && Operators.integer(node.proto(), "transA", 0) != 0;
    String scope = node.input(other).map(Value::scope).orElse(node.scope()).path();
    return new Site(scope, node.proto().getInput(other), transposed);
  }

  private static List<FoundReader> found(
      Optional<FoundReader> first, Optional<FoundReader> second) {
    return Stream.of(first, second).flatMap(Optional::stream).toList();
  }
}
