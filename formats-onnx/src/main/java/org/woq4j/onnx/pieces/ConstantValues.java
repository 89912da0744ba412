package org.woq4j.onnx.pieces;

import java.util.HashSet;
import java.util.Set;
import org.woq4j.onnx.graph.NodeReads;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;

/** The values of a graph that depend only on constants and are the same in every run. */
final class ConstantValues {

  private final Set<String> values = new HashSet<>();

  ConstantValues(GraphProto graph) {
    graph.getInitializerList().forEach(tensor -> values.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(tensor -> values.add(tensor.getValues().getName()));
    for (NodeProto node : graph.getNodeList()) {
      if (isConstant(node)) {
        values.addAll(node.getOutputList());
      }
    }
  }

  boolean contains(String value) {
    return values.contains(value);
  }

  private boolean isConstant(NodeProto node) {
    Set<String> reads = NodeReads.of(node);
    if (reads.isEmpty()) {
      return node.getOpType().equals("Constant");
    }
    return values.containsAll(reads)
        && !node.getOpType().startsWith("Random")
        && !Set.of("Multinomial", "Bernoulli", "Dropout").contains(node.getOpType());
  }
}
