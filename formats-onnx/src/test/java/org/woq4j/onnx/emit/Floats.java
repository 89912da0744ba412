package org.woq4j.onnx.emit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;

/** Converts single floats from and to the bytes of tensors. */
final class Floats {

  private Floats() {}

  static byte[] bytes(ElementType type, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) type.bytes(values.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(value));
        case BFLOAT16 -> bytes.putShort(BFloat16.fromFloat(value));
        default -> bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  static float read(ElementType type, byte[] bytes, int index) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case FLOAT16 -> Float16.toFloat(buffer.getShort(2 * index));
      case BFLOAT16 -> BFloat16.toFloat(buffer.getShort(2 * index));
      default -> buffer.getFloat(4 * index);
    };
  }
}
