package org.woq4j.runtime.onnx.verify.decode;

import java.nio.ByteBuffer;
import org.woq4j.onnx.tensor.TensorBytes;

/** Packed integers of 2, 4 or 8 bits; the first one of a byte is in its lowest bits. */
final class PackedCodes {

  private final TensorBytes bytes;
  private final int bits;
  private final boolean signed;

  PackedCodes(TensorBytes bytes, int bits, boolean signed) {
    this.bytes = bytes;
    this.bits = bits;
    this.signed = signed;
  }

  boolean areBytes() {
    return bits == Byte.SIZE;
  }

  /** The codes from index {@code first} on. */
  int[] read(long first, int count) {
    long from = first * bits / 8;
    long to = ((first + count) * bits + 7) / 8;
    byte[] packed = new byte[(int) (to - from)];
    bytes.read(from, ByteBuffer.wrap(packed));
    int[] codes = new int[count];
    int offset = (int) (first * bits - from * 8);
    for (int i = 0; i < count; i++) {
      int bit = offset + i * bits;
      int code = (packed[bit >> 3] >> (bit & 7)) & ((1 << bits) - 1);
      codes[i] = signed ? code << (32 - bits) >> (32 - bits) : code;
    }
    return codes;
  }
}
