package org.woq4j.onnx.raise;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Small attributes and tensors. */
final class Literals {

  private Literals() {}

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static TensorProto vector(List<Long> values) {
    return TensorProto.newBuilder()
        .setDataType(DataType.INT64.number())
        .addDims(values.size())
        .addAllInt64Data(values)
        .build();
  }

  static TensorProto floatVector(List<Float> values) {
    return TensorProto.newBuilder()
        .setDataType(DataType.FLOAT.number())
        .addDims(values.size())
        .addAllFloatData(values)
        .build();
  }

  /** The elements of a float32 tensor; empty for other types, and where they are in a file. */
  static Optional<List<Float>> floats(TensorProto tensor) {
    if (tensor.getDataType() != DataType.FLOAT.number() || tensor.getExternalDataCount() > 0) {
      return Optional.empty();
    }
    if (!tensor.hasRawData()) {
      return Optional.of(tensor.getFloatDataList());
    }
    List<Float> elements = new ArrayList<>();
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (raw.remaining() >= Float.BYTES) {
      elements.add(raw.getFloat());
    }
    return Optional.of(elements);
  }

  static TensorProto scalar(long value) {
    return TensorProto.newBuilder()
        .setDataType(DataType.INT64.number())
        .addInt64Data(value)
        .build();
  }

  static TensorProto scalar(float value) {
    return TensorProto.newBuilder()
        .setDataType(DataType.FLOAT.number())
        .addFloatData(value)
        .build();
  }
}
