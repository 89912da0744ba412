package org.woq4j.kernels.packing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;

/** Writes floats as little-endian FLOAT32, FLOAT16 or BFLOAT16, rounded half to even. */
public final class FloatPacking {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private FloatPacking() {}

  /**
   * Writes a value as an element of a tensor.
   *
   * @param type FLOAT32, FLOAT16 or BFLOAT16
   * @param value the value, to be rounded to the type
   * @param target receives the bytes
   * @param index index of the element; element 0 starts at the target's first byte
   * @throws IllegalArgumentException for any other type
   */
  public static void put(ElementType type, float value, byte[] target, int index) {
    switch (type) {
      case FLOAT32 -> INTS.set(target, index * Float.BYTES, Float.floatToRawIntBits(value));
      case FLOAT16 -> SHORTS.set(target, index * Short.BYTES, Float16.fromFloat(value));
      case BFLOAT16 -> SHORTS.set(target, index * Short.BYTES, BFloat16.fromFloat(value));
      default ->
          throw new IllegalArgumentException("expected FLOAT32, FLOAT16 or BFLOAT16, got " + type);
    }
  }
}
