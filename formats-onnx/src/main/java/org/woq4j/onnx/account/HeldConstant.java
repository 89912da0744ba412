package org.woq4j.onnx.account;

import java.util.List;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.tensor.DataType;

/**
 * A constant in a graph.
 *
 * @param kind what it is
 * @param stored its name, form and bytes
 * @param scope path of the graph
 * @param place where its bytes lie; equal for constants that share them
 * @param uses who reads it; not known for constants that are counted together
 */
record HeldConstant(Kind kind, StoredConstant stored, String scope, Object place, List<Use> uses) {

  HeldConstant {
    uses = List.copyOf(uses);
  }

  /** Its name, form and bytes. */
  static StoredConstant stored(TensorProto tensor, String name) {
    return new StoredConstant(
        name, DataType.name(tensor.getDataType()), tensor.getDimsList(), bytes(tensor));
  }

  /** Where the bytes of a tensor lie. */
  static Object place(TensorProto tensor) {
    Payload payload = tensor.getPayload();
    return payload.getLength() > 0
        ? List.of(payload.getSource(), payload.getOffset())
        : new Object();
  }

  /** Bytes that a tensor takes in its file. */
  private static long bytes(TensorProto tensor) {
    if (tensor.hasPayload()) {
      return tensor.getPayload().getLength();
    }
    return tensor.hasRawData()
        ? tensor.getRawData().size()
        : tensor.getSerializedSize()
            - ModelTensors.withoutBytes(tensor).build().getSerializedSize();
  }

  /** What a constant is; one of an unknown type is neither floats nor codes. */
  static Kind kind(StoredConstant stored) {
    boolean isLarge = stored.bytes() >= Account.LEAST;
    return switch (stored.type()) {
      case "FLOAT", "FLOAT16", "BFLOAT16", "DOUBLE" -> isLarge ? Kind.FLOAT : Kind.SMALL;
      case "UINT8", "INT8", "UINT4", "INT4", "UINT2", "INT2" -> isLarge ? Kind.CODES : Kind.OTHER;
      default -> isLarge && stored.type().matches("FLOAT[48]E.*") ? Kind.CODES : Kind.OTHER;
    };
  }
}
