package org.woq4j.onnx.graph;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Makes small tensors that hold their own bytes. */
public final class SmallTensors {

  private SmallTensors() {}

  /** A vector of type INT64. */
  public static TensorProto integers(String name, List<Long> elements) {
    ByteBuffer bytes = buffer(elements.size() * Long.BYTES);
    elements.forEach(bytes::putLong);
    return tensor(name, ElementType.INT64, List.of((long) elements.size()), bytes);
  }

  /** A scalar of the given type. */
  public static TensorProto real(String name, ElementType type, float element) {
    return tensor(name, type, List.of(), encode(type, new float[] {element}));
  }

  /** A vector of the given type. */
  public static TensorProto reals(String name, ElementType type, float[] elements) {
    return tensor(name, type, List.of((long) elements.length), encode(type, elements));
  }

  /**
   * A tensor of any type.
   *
   * @param bytes its elements in the file format's layout, from the buffer's position to its limit
   */
  public static TensorProto of(String name, DataType type, List<Long> dims, ByteBuffer bytes) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.number())
        .addAllDims(dims)
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  private static ByteBuffer encode(ElementType type, float[] elements) {
    ByteBuffer bytes = buffer(elements.length * type.bits() / 8);
    for (float element : elements) {
      switch (type) {
        case FLOAT32 -> bytes.putFloat(element);
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(element));
        case BFLOAT16 -> bytes.putShort(BFloat16.fromFloat(element));
        default -> throw new IllegalArgumentException("cannot store floats as " + type);
      }
    }
    return bytes;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto tensor(
      String name, ElementType type, List<Long> dims, ByteBuffer bytes) {
    return of(name, DataType.of(type), dims, bytes.flip());
  }
}
