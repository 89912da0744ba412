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
 * @param stored its name, form and bytes
 * @param scope path of the graph
 * @param place where its bytes lie; equal for constants that share them
 * @param uses who reads it; not known for constants that are counted together
 */
record HeldConstant(StoredConstant stored, String scope, Object place, List<Use> uses) {

  HeldConstant {
    uses = List.copyOf(uses);
  }

  static HeldConstant of(TensorProto tensor, String name, String scope, List<Use> uses) {
    return new HeldConstant(
        new StoredConstant(name, type(tensor), tensor.getDimsList(), bytes(tensor)),
        scope,
        place(tensor),
        uses);
  }

  /** Floats that are listed in an attribute. */
  static HeldConstant ofFloats(int count, String name, String scope, List<Use> uses) {
    StoredConstant stored =
        new StoredConstant(
            name, DataType.FLOAT.name(), List.of((long) count), DataType.FLOAT.bytes(count));
    return new HeldConstant(stored, scope, new Object(), uses);
  }

  private static String type(TensorProto tensor) {
    return DataType.of(tensor.getDataType())
        .map(DataType::name)
        .orElse("type " + tensor.getDataType());
  }

  private static Object place(TensorProto tensor) {
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

  Kind kind() {
    return kind(stored.type(), stored.bytes());
  }

  /** What a constant is; one of an unknown type is neither floats nor codes. */
  static Kind kind(String type, long bytes) {
    boolean isLarge = bytes >= Account.LEAST;
    return switch (type) {
      case "FLOAT", "FLOAT16", "BFLOAT16", "DOUBLE" -> isLarge ? Kind.FLOAT : Kind.SMALL;
      case "UINT8", "INT8", "UINT4", "INT4", "UINT2", "INT2" -> isLarge ? Kind.CODES : Kind.OTHER;
      default -> isLarge && type.matches("FLOAT[48]E.*") ? Kind.CODES : Kind.OTHER;
    };
  }
}
