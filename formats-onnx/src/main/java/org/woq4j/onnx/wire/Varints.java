package org.woq4j.onnx.wire;

import java.io.ByteArrayOutputStream;

/** Protobuf's numbers of variable length, and the tags of fields. */
final class Varints {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int DELIMITED = 2;
  static final int FIXED32 = 5;

  private Varints() {}

  static void write(long value, ByteArrayOutputStream out) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static int size(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  static int tag(int field, int wireType) {
    return (field << 3) | wireType;
  }
}
