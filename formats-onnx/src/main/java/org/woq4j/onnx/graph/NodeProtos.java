package org.woq4j.onnx.graph;

import com.google.protobuf.ByteString;
import java.util.List;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.NodeProto;

/** Converts the nodes of emitters to ONNX nodes. */
public final class NodeProtos {

  private NodeProtos() {}

  public static NodeProto of(NodeSpec spec, String name) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(spec.operator())
            .addAllInput(spec.inputs())
            .addAllOutput(spec.outputs());
    if (!spec.domain().isEmpty()) {
      node.setDomain(spec.domain());
    }
    spec.attributes().forEach((key, value) -> node.addAttribute(attribute(key, value)));
    return node.build();
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long integer) {
      attribute.setType(AttributeType.INT).setI(integer);
    } else if (value instanceof Float real) {
      attribute.setType(AttributeType.FLOAT).setF(real);
    } else if (value instanceof String text) {
      attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof List<?> list) {
      attribute.setType(AttributeType.INTS);
      list.forEach(element -> attribute.addInts((Long) element));
    } else {
      throw new IllegalArgumentException(
          "the attribute %s is a %s, not a Long, Float, String or List of Long"
              .formatted(name, value.getClass().getSimpleName()));
    }
    return attribute.build();
  }
}
