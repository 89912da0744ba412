package org.woq4j.onnx.weights;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.LocalFunctions;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.graph.Value;

/** Tells how a MatMul, Gemm or Gather reads constants. */
final class ReaderFinder {

  /** Since this version Gemm and Add broadcast without being told to. */
  private static final long BROADCASTS_SINCE = 7;

  private final ConstantTracer tracer;
  private final LocalFunctions functions;
  private final Ranks ranks;
  private final long opset;

  ReaderFinder(ConstantTracer tracer, LocalFunctions functions, long opset) {
    this.tracer = tracer;
    this.functions = functions;
    this.ranks = new Ranks(tracer);
    this.opset = opset;
  }

  /** How a node reads constants; empty for nodes that read none as a weight. */
  List<FoundReader> readers(GraphNode node) {
    boolean known = node.is("MatMul") || node.is("Gemm") || node.is("Gather");
    if (!known || node.proto().getOutputCount() == 0 || functions.isCall(node.proto())) {
      return List.of();
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
              OptionalInt rank = node.input(0).map(ranks::of).orElse(OptionalInt.empty());
              int weightRank = chain.shape().rank();
              boolean unclear = weightRank > 2 && rank.isEmpty();
              int added = Math.max(0, weightRank - Math.max(2, rank.orElse(weightRank)));
              return reader(
                  node,
                  1,
                  chain,
                  Matrix.of(chain, false),
                  added,
                  unclear
                      ? "the weight has %d dimensions, and those of the activation are unknown"
                          .formatted(weightRank)
                      : null);
            });
  }

  private Optional<FoundReader> gemm(GraphNode node) {
    boolean swapped = Operators.integer(node.proto(), "transB", 0) != 0;
    return chain(node, 1)
        .map(chain -> reader(node, 1, chain, Matrix.of(chain, swapped), 0, gemmObstacle(node)));
  }

  private String gemmObstacle(GraphNode node) {
    float alpha = Operators.real(node.proto(), "alpha", 1);
    float beta = Operators.real(node.proto(), "beta", 1);
    if (!Float.isFinite(alpha) || !Float.isFinite(beta)) {
      return "alpha or beta is not finite";
    }
    return opset < BROADCASTS_SINCE
        ? "a Gemm of operator set %d broadcasts in a way of its own".formatted(opset)
        : null;
  }

  private Optional<FoundReader> gather(GraphNode node) {
    long axis = Operators.integer(node.proto(), "axis", 0);
    return chain(node, 0)
        .map(
            chain -> {
              int rank = chain.shape().rank();
              String obstacle = null;
              if (rank != 2) {
                obstacle = "it gathers from %d dimensions, not from 2".formatted(rank);
              } else if (axis != 0 && axis != -2) {
                obstacle = "it gathers along axis %d, not 0".formatted(axis);
              }
              return reader(node, 0, chain, Matrix.of(chain, true), 0, obstacle);
            });
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
                    0,
                    "the constant stands on the left side"));
  }

  private Optional<ConstantChain> chain(GraphNode node, int position) {
    return node.input(position).flatMap(tracer::trace);
  }

  private FoundReader reader(
      GraphNode node,
      int position,
      ConstantChain chain,
      Matrix matrix,
      int addedAxes,
      String obstacle) {
    OperatorKind kind = node.is("Gather") ? OperatorKind.GATHER : OperatorKind.MATMUL;
    return new FoundReader(
        new Use(node, position),
        chain,
        matrix,
        addedAxes,
        new WeightReader(
            new NodePlace(node.name(), node.proto().getOpType(), node.scope().path()),
            kind,
            kind == OperatorKind.GATHER ? Optional.empty() : Optional.of(site(node, position)),
            chain.readType(),
            Optional.ofNullable(obstacle)));
  }

  /** The other operand. One that nothing defines belongs to the node's own graph. */
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
