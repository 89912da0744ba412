package org.woq4j.runtime.onnx.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorProto.DataLocation;
import org.woq4j.onnx.read.ModelTensors;

/**
 * Declares a graph's large constants as external data, which ONNX Runtime maps into memory.
 *
 * @param locations of the files, by the source numbers of payloads
 * @param inBodies whether bodies may contain external data too
 */
record MappedConstants(List<Path> locations, boolean inBodies) {

  /** A graph in which all large constants are external data. */
  GraphProto in(GraphProto graph) {
    GraphProto.Builder mapped = graph.toBuilder().clearNode().clearInitializer();
    graph.getInitializerList().forEach(tensor -> mapped.addInitializer(external(tensor)));
    for (NodeProto node : graph.getNodeList()) {
      Optional<TensorProto> constant = largeConstant(node);
      // The runtime accepts external data only in initializers, not in attributes.
      constant.ifPresentOrElse(
          tensor -> mapped.addInitializer(external(tensor)), () -> mapped.addNode(in(node)));
    }
    return mapped.build();
  }

  private NodeProto in(NodeProto node) {
    if (!inBodies) {
      return node;
    }
    NodeProto.Builder mapped = node.toBuilder();
    for (AttributeProto.Builder attribute : mapped.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        attribute.setG(in(attribute.getG()));
      }
    }
    return mapped.build();
  }

  private static Optional<TensorProto> largeConstant(NodeProto node) {
    return node.getOpType().equals("Constant") && node.getDomain().isEmpty()
        ? node.getAttributeList().stream()
            .filter(attribute -> attribute.getT().hasPayload())
            .map(AttributeProto::getT)
            .map(tensor -> tensor.toBuilder().setName(node.getOutput(0)).build())
            .findFirst()
        : Optional.empty();
  }

  private TensorProto external(TensorProto tensor) {
    Payload place = tensor.getPayload();
    if (place.getLength() == 0) {
      return tensor;
    }
    return ModelTensors.withoutBytes(tensor)
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(entry("location", locations.get(place.getSource()).toString()))
        .addExternalData(entry("offset", Long.toString(place.getOffset())))
        .addExternalData(entry("length", Long.toString(place.getLength())))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
