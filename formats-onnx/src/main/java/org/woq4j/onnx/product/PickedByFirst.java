package org.woq4j.onnx.product;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.NodeProto;

/**
 * GatherND whose indices [..., 1] are computed: a Gather along the first dimension, as a router
 * picks experts.
 */
final class PickedByFirst {

  private PickedByFirst() {}

  static Optional<List<NodeProto>> plain(GraphNode node, PlainNodes nodes) {
    boolean isGather =
        nodes.weight(node, 0).isPresent()
            && nodes.isActivation(node, 1)
            && Operators.integer(node.proto(), "batch_dims", 0) == 0
            && nodes.last(node, 1).orElse(0) == 1;
    if (!isGather) {
      return Optional.empty();
    }
    PlainNodes.Group group = nodes.inPlaceOf(node);
    String indices = group.squeezeLast(group.input(1));
    return Optional.of(
        group.returning(group.add("Gather", List.of(group.input(0), indices), Map.of("axis", 0L))));
  }
}
