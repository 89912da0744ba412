package org.woq4j.onnx.weights;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.tensor.StridedShape;

/** The operators that read weights in a form of their own, not as one product. */
final class Operands {

  /** Fewer elements are not worth the nodes that decode them. */
  private static final long LEAST = 256;

  /** Inputs that are weights, by operator. */
  private static final Map<String, List<Integer>> STANDARD =
      Map.of(
          "Conv", List.of(1),
          "ConvTranspose", List.of(1),
          "DeformConv", List.of(1),
          "Einsum", List.of(0, 1),
          "GRU", List.of(1, 2),
          "LSTM", List.of(1, 2),
          "RNN", List.of(1, 2));

  private static final Map<String, List<Integer>> CONTRIBUTED =
      Map.of(
          "Attention", List.of(1),
          "EmbedLayerNormalization", List.of(2, 3, 4),
          "FusedConv", List.of(1),
          "FusedMatMul", List.of(0, 1));

  private Operands() {}

  /** The inputs at which a node may read weights. */
  static List<Integer> positions(GraphNode node) {
    String operator = node.proto().getOpType();
    if (Operators.isStandard(node.proto().getDomain())) {
      return STANDARD.getOrDefault(operator, List.of());
    }
    return node.proto().getDomain().equals(NodeSpec.MICROSOFT)
        ? CONTRIBUTED.getOrDefault(operator, List.of())
        : List.of();
  }

  /**
   * A constant as [N,K]. A convolution has a row for each output channel; otherwise rows lie along
   * the last dimension. Empty if it is too small or no matrix.
   */
  static Optional<Matrix> matrix(GraphNode node, ConstantChain chain) {
    List<Long> dims = chain.shape().dims();
    long elements = StridedShape.elements(dims);
    if (dims.size() < 2 || elements < LEAST) {
      return Optional.empty();
    }
    boolean byFirst = node.proto().getOpType().contains("Conv");
    long rows = byFirst ? dims.get(0) : elements / dims.get(dims.size() - 1);
    long columns = elements / rows;
    return columns < 2 ? Optional.empty() : Matrix.rows(chain, rows, columns);
  }
}
