package org.woq4j.onnx.product;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.StridedShape;

/**
 * MatMul with the constant on the left: W · X = (Xᵀ · Wᵀ)ᵀ. Small constants and single columns,
 * such as the frequencies of rotary embeddings, stay on the left.
 */
final class LeftConstant {

  /** Fewer elements are not worth two nodes. */
  private static final long LEAST = 256;

  private LeftConstant() {}

  static Optional<List<NodeProto>> plain(GraphNode node, PlainNodes nodes) {
    boolean isProduct =
        nodes.weight(node, 0).filter(LeftConstant::isWorthIt).isPresent()
            && nodes.isActivation(node, 1);
    OptionalInt rank = isProduct ? nodes.rank(node, 1) : OptionalInt.empty();
    if (rank.orElse(0) < 2) {
      return Optional.empty();
    }
    PlainNodes.Group group = nodes.inPlaceOf(node);
    String activation = group.swap(group.input(1), rank.getAsInt());
    String product = group.product(activation, group.swap(group.input(0), 2));
    return Optional.of(group.returning(group.swap(product, rank.getAsInt())));
  }

  private static boolean isWorthIt(ConstantChain weight) {
    List<Long> dims = weight.shape().dims();
    return dims.size() == 2 && dims.get(1) > 1 && StridedShape.elements(dims) >= LEAST;
  }
}
