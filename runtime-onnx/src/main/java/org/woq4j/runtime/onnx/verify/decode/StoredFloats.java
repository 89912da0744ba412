package org.woq4j.runtime.onnx.verify.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.tensor.TensorBytes;

/** Numbers of type float32, float16 or bfloat16. */
final class StoredFloats {

  private final TensorBytes bytes;
  private final ElementType type;

  StoredFloats(TensorBytes bytes, ElementType type) {
    if (!type.isWeightType()) {
      throw new IllegalArgumentException("no floats of type " + type);
    }
    this.bytes = bytes;
    this.type = type;
  }

  ElementType type() {
    return type;
  }

  /** The numbers from index {@code first} on. */
  float[] read(long first, int count) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(count))).order(ByteOrder.LITTLE_ENDIAN);
    bytes.read(type.bytes(first), data);
    data.flip();
    float[] values = new float[count];
    if (type == ElementType.FLOAT32) {
      data.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < count; i++) {
      short half = data.getShort();
      values[i] = type == ElementType.FLOAT16 ? Float16.toFloat(half) : BFloat16.toFloat(half);
    }
    return values;
  }
}
