package org.woq4j.onnx.half;

import java.util.OptionalInt;
import java.util.Set;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;

/** The element type that a standard node's attributes state for its outputs. */
final class StatedType {

  /** Operators whose outputs are float32 unless such an attribute says otherwise. */
  private static final Set<String> FLOAT_BY_DEFAULT =
      Set.of(
          "BlackmanWindow",
          "ConstantOfShape",
          "HammingWindow",
          "HannWindow",
          "MelWeightMatrix",
          "RandomNormal",
          "RandomUniform",
          "SequenceEmpty");

  private StatedType() {}

  /** The number of the type; empty if the inputs decide. */
  static OptionalInt of(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (Operators.isElementType(attribute.getName()) && attribute.getI() != 0) {
        return OptionalInt.of((int) attribute.getI());
      }
      if (attribute.getName().equals("value") && attribute.hasT()) {
        return OptionalInt.of(attribute.getT().getDataType());
      }
      if (attribute.getName().equals("value_float") || attribute.getName().equals("value_floats")) {
        return OptionalInt.of(DataType.FLOAT.number());
      }
    }
    return FLOAT_BY_DEFAULT.contains(node.getOpType())
        ? OptionalInt.of(DataType.FLOAT.number())
        : OptionalInt.empty();
  }

  /** Makes a node that states float32 in a number, or a ConstantOfShape, state another type. */
  static void change(NodeProto.Builder node, DataType type) {
    if (node.getOpType().equals("ConstantOfShape") && node.getAttributeCount() == 0) {
      node.addAttribute(zero(type));
    }
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (Operators.isElementType(attribute.getName())
          && attribute.getI() == DataType.FLOAT.number()) {
        attribute.setI(type.number());
      }
    }
  }

  private static AttributeProto zero(DataType type) {
    return AttributeProto.newBuilder()
        .setName("value")
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(SmallTensors.reals("", type.elementType().orElseThrow(), new float[1]))
        .build();
  }
}
