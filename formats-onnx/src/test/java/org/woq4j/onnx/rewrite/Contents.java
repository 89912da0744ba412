package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** Lists the content of a model, bodies included. */
final class Contents {

  private Contents() {}

  static List<NodeProto> nodes(GraphProto graph) {
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      nodes.add(node);
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          nodes.addAll(nodes(attribute.getG()));
        }
      }
    }
    return nodes;
  }

  /** Types of all operators, in graph order. */
  static List<String> operators(ModelProto model) {
    return nodes(model.getGraph()).stream().map(NodeProto::getOpType).toList();
  }

  /** Names of the main graph's initializers. */
  static List<String> initializers(ModelProto model) {
    return model.getGraph().getInitializerList().stream().map(TensorProto::getName).toList();
  }

  /** Names of the values that the main graph describes. */
  static List<String> valueInfos(ModelProto model) {
    return model.getGraph().getValueInfoList().stream().map(ValueInfoProto::getName).toList();
  }

  static List<String> inputs(ModelProto model) {
    return model.getGraph().getInputList().stream().map(ValueInfoProto::getName).toList();
  }
}
