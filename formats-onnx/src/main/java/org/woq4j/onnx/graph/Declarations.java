package org.woq4j.onnx.graph;

import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** Declares inputs and outputs of models. */
public final class Declarations {

  private Declarations() {}

  /** A tensor of any shape. */
  public static ValueInfoProto of(String name, DataType type) {
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.number()).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
