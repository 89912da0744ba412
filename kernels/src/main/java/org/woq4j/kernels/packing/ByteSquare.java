package org.woq4j.kernels.packing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A square of eight by eight bytes: a long for each row, with the first byte in the low bits. */
final class ByteSquare {

  static final int SIZE = Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] rows = new long[SIZE];

  /** Eight bytes of an array as a long. */
  static long read(byte[] bytes, int from) {
    return (long) LONGS.get(bytes, from);
  }

  void setRow(int row, long bytes) {
    rows[row] = bytes;
  }

  void transpose() {
    exchange(4, 32, 0x00000000ffffffffL);
    exchange(2, 16, 0x0000ffff0000ffffL);
    exchange(1, 8, 0x00ff00ff00ff00ffL);
  }

  /**
   * Swaps the upper parts of each row with the lower parts of the row {@code distance} below it.
   */
  private void exchange(int distance, int bits, long lowerParts) {
    for (int i = 0; i < SIZE; i++) {
      if ((i & distance) == 0) {
        long near = rows[i];
        long far = rows[i + distance];
        long difference = ((near >>> bits) ^ far) & lowerParts;
        rows[i] = near ^ (difference << bits);
        rows[i + distance] = far ^ difference;
      }
    }
  }

  /** Writes the first {@code length} bytes of a row. */
  void write(int row, byte[] target, int at, int length) {
    if (length == SIZE) {
      LONGS.set(target, at, rows[row]);
    } else {
      for (int i = 0; i < length; i++) {
        target[at + i] = (byte) (rows[row] >>> (Byte.SIZE * i));
      }
    }
  }
}
