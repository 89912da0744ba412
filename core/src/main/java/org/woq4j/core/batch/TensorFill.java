package org.woq4j.core.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToLongFunction;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;

/** Creates tensors of integers in any element type of whole bytes. */
final class TensorFill {

  private TensorFill() {}

  /**
   * A tensor for a model's input.
   *
   * @param value returns the element at an index
   */
  static NamedTensor of(ModelInput input, long[] shape, IntToLongFunction value) {
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    int bytes = Math.toIntExact(input.type().bytes(elements));
    ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      put(data, input.type(), value.applyAsLong(i));
    }
    return new NamedTensor(input.name(), input.type(), shape, data.flip());
  }

  private static void put(ByteBuffer data, ElementType type, long value) {
    switch (type) {
      case INT64 -> data.putLong(value);
      case INT32 -> data.putInt((int) value);
      case INT8, UINT8, BOOL -> data.put((byte) value);
      case FLOAT64 -> data.putDouble((double) value);
      case FLOAT32 -> data.putFloat((float) value);
      case FLOAT16 -> data.putShort(Float16.fromFloat((float) value));
      case BFLOAT16 -> data.putShort(BFloat16.fromFloat((float) value));
      default -> throw new IllegalArgumentException(type + " has no whole bytes");
    }
  }
}
