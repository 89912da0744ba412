package org.woq4j.api.weight;

import org.woq4j.api.Stable;

/** The element types of tensors that quantization reads or writes. */
@Stable
public enum ElementType {
  /** IEEE 754 single precision. */
  FLOAT32(32),
  /** IEEE 754 half precision. */
  FLOAT16(16),
  /** The upper half of a float32. */
  BFLOAT16(16),
  /** IEEE 754 double precision. */
  FLOAT64(64),
  /** Signed integers of 64 bits. */
  INT64(64),
  /** Signed integers of 32 bits. */
  INT32(32),
  /** Signed integers of 8 bits. */
  INT8(8),
  /** Unsigned integers of 8 bits. */
  UINT8(8),
  /** A byte for each truth value. */
  BOOL(8),
  /** Signed 4 bits, two to a byte, the first in the low half. */
  INT4(4),
  /** Unsigned 4 bits, two to a byte, the first in the low half. */
  UINT4(4),
  /** Signed 2 bits, four to a byte, the first in the lowest bits. */
  INT2(2),
  /** Unsigned 2 bits, four to a byte, the first in the lowest bits. */
  UINT2(2);

  private final int bits;

  ElementType(int bits) {
    this.bits = bits;
  }

  /** {@return the number of bits of one element} */
  public int bits() {
    return bits;
  }

  /**
   * {@return the number of bytes of a tensor; a last partial byte counts whole}
   *
   * @param elements number of elements
   */
  public long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, (long) bits), 7L) / 8;
  }

  /**
   * {@return whether a weight or an activation of this type can be quantized: float32, float16,
   * bfloat16}
   */
  public boolean isWeightType() {
    return this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }
}
