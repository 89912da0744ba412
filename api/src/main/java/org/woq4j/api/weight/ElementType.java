package org.woq4j.api.weight;

import org.woq4j.api.Stable;

/** The element types of tensors that quantization reads or writes. */
@Stable
public enum ElementType {
  FLOAT32(32),
  FLOAT16(16),
  BFLOAT16(16),
  FLOAT64(64),
  INT64(64),
  INT32(32),
  INT8(8),
  UINT8(8),
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

  /** Bits of one element. */
  public int bits() {
    return bits;
  }

  /** Bytes of a tensor of {@code elements} elements; a last partial byte counts whole. */
  public long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, (long) bits), 7L) / 8;
  }

  /**
   * Whether a weight or an activation of this type can be quantized: float32, float16, bfloat16.
   */
  public boolean isWeightType() {
    return this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
  }
}
