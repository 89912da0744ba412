package org.woq4j.onnx.graph;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Finds the values that a node reads, its bodies included, without those that its bodies define.
 */
public final class NodeReads {

  private NodeReads() {}

  public static Set<String> of(NodeProto node) {
    Set<String> reads = new LinkedHashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        reads.addAll(outside(attribute.getG()));
      }
      attribute.getGraphsList().forEach(body -> reads.addAll(outside(body)));
    }
    reads.remove("");
    return reads;
  }

  private static Set<String> outside(GraphProto body) {
    Set<String> reads = new LinkedHashSet<>();
    body.getNodeList().forEach(node -> reads.addAll(of(node)));
    body.getOutputList().forEach(output -> reads.add(output.getName()));
    Set<String> own = new HashSet<>();
    body.getInputList().forEach(input -> own.add(input.getName()));
    body.getInitializerList().forEach(tensor -> own.add(tensor.getName()));
    body.getSparseInitializerList().forEach(tensor -> own.add(tensor.getValues().getName()));
    body.getNodeList().forEach(node -> own.addAll(node.getOutputList()));
    reads.removeAll(own);
    return reads;
  }
}
