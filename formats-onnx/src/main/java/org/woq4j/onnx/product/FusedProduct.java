package org.woq4j.onnx.product;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.NodeProto;

/**
 * com.microsoft FusedMatMul: alpha · A · B, each of which may be transposed.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">Contrib
 *     operators</a>
 */
final class FusedProduct {

  private FusedProduct() {}

  static Optional<List<NodeProto>> plain(GraphNode node, PlainNodes nodes) {
    Optional<ConstantChain> weight = nodes.weight(node, 1);
    boolean transposesActivation = is(node, "transA");
    OptionalInt rank = transposesActivation ? nodes.rank(node, 0) : OptionalInt.of(2);
    boolean isPlain =
        weight.isPresent()
            && nodes.isActivation(node, 0)
            && rank.orElse(0) > 1
            && !is(node, "transBatchA")
            && !is(node, "transBatchB");
    if (!isPlain) {
      return Optional.empty();
    }
    PlainNodes.Group group = nodes.inPlaceOf(node);
    String activation = group.input(0);
    if (transposesActivation) {
      activation = group.swap(activation, rank.getAsInt());
    }
    String matrix = group.input(1);
    if (is(node, "transB")) {
      matrix = group.swap(matrix, weight.get().shape().rank());
    }
    String result = group.product(activation, matrix);
    float alpha = Operators.real(node.proto(), "alpha", 1);
    if (alpha != 1) {
      String factor = group.constant(SmallTensors.real("", weight.get().readType(), alpha));
      result = group.add("Mul", List.of(result, factor), Map.of());
    }
    return Optional.of(group.returning(result));
  }

  private static boolean is(GraphNode node, String attribute) {
    return Operators.integer(node.proto(), attribute, 0) != 0;
  }
}
