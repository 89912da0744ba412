package org.woq4j.kernels.group;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Takes a segment of each row of a weight's codes, one row after the other, as whole numbers in
 * float32, and stores them as bytes. For one thread.
 *
 * <p>JDK 17 turns floats into integers one by one. So rows are joined there, four of up to 4 bits
 * or two of up to 8, into numbers of 16 bits, which float32 holds exactly; their bits are copied,
 * and parted four columns at a time. Newer ones have vectors for it.
 */
final class CodeRows {

  private static final boolean JOINED = Runtime.version().feature() < 21;

  /** Added to a smaller whole number, it leaves that number in the lowest bits. */
  private static final float UNIT = 8388608f;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] codes;
  private final int stride;
  private final int bits;
  private final float[][] rows;
  private final float[] joined;
  private final byte[] joinedBytes;
  private final FloatBuffer joinedView;
  private int at;
  private int held;

  /**
   * Begins with row 0.
   *
   * @param codes receives the codes, [K,N] row-major
   * @param outputs N
   * @param bits of a code
   * @param from the segment's first column
   * @param columns of the segment
   */
  CodeRows(byte[] codes, int outputs, int bits, int from, int columns) {
    this.codes = codes;
    this.stride = outputs;
    this.bits = bits;
    this.at = from;
    this.rows = new float[!JOINED ? 1 : bits <= 4 ? 4 : 2][columns];
    this.joined = new float[JOINED ? columns : 0];
    this.joinedBytes = new byte[joined.length * Float.BYTES];
    this.joinedView = ByteBuffer.wrap(joinedBytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** Where the next row's codes go. They are stored later, so that all of them must be written. */
  float[] next() {
    if (held == rows.length) {
      flush();
    }
    return rows[held++];
  }

  /** Stores what was not yet stored. */
  void flush() {
    int parted = 0;
    if (held == 4) {
      joinFour(rows[0], rows[1], rows[2], rows[3], joined);
      joinedView.put(0, joined);
      parted = partFour(joinedBytes, codes, at, stride, joined.length);
    } else if (held == 2 && bits > 4) {
      joinTwo(rows[0], rows[1], joined);
      joinedView.put(0, joined);
      parted = partTwo(joinedBytes, codes, at, stride, joined.length);
    }
    for (int row = 0; row < held; row++) {
      narrow(rows[row], parted, codes, at + row * stride);
    }
    at += held * stride;
    held = 0;
  }

  private static void joinFour(float[] a, float[] b, float[] c, float[] d, float[] joined) {
    for (int j = 0; j < joined.length; j++) {
      joined[j] = a[j] + 16 * b[j] + 256 * c[j] + 4096 * d[j] + UNIT;
    }
  }

  private static void joinTwo(float[] a, float[] b, float[] joined) {
    for (int j = 0; j < joined.length; j++) {
      joined[j] = a[j] + 256 * b[j] + UNIT;
    }
  }

  private static int partFour(byte[] joined, byte[] codes, int at, int stride, int columns) {
    int whole = columns & -4;
    for (int j = 0; j < whole; j += 4) {
      long four = fourColumns(joined, j);
      INTS.set(codes, at + j, lowBytes(four & 0x000F000F000F000FL));
      INTS.set(codes, at + stride + j, lowBytes(four >>> 4 & 0x000F000F000F000FL));
      INTS.set(codes, at + 2 * stride + j, lowBytes(four >>> 8 & 0x000F000F000F000FL));
      INTS.set(codes, at + 3 * stride + j, lowBytes(four >>> 12 & 0x000F000F000F000FL));
    }
    return whole;
  }

  private static int partTwo(byte[] joined, byte[] codes, int at, int stride, int columns) {
    int whole = columns & -4;
    for (int j = 0; j < whole; j += 4) {
      long four = fourColumns(joined, j);
      INTS.set(codes, at + j, lowBytes(four & 0x00FF00FF00FF00FFL));
      INTS.set(codes, at + stride + j, lowBytes(four >>> 8 & 0x00FF00FF00FF00FFL));
    }
    return whole;
  }

  /** The lowest 16 bits of four floats from column {@code j} on. */
  private static long fourColumns(byte[] joined, int j) {
    long low = (long) LONGS.get(joined, 4 * j) & 0x0000FFFF0000FFFFL;
    long high = (long) LONGS.get(joined, 4 * j + 8) & 0x0000FFFF0000FFFFL;
    return ((low | low >>> 16) & 0xFFFFFFFFL) | (high | high >>> 16) << 32;
  }

  /** Four numbers of 16 bits below 256, as four bytes. */
  private static int lowBytes(long four) {
    long two = (four | four >>> 8) & 0x0000FFFF0000FFFFL;
    return (int) (two | two >>> 16);
  }

  static void narrow(float[] values, int first, byte[] bytes, int at) {
    for (int j = first; j < values.length; j++) {
      bytes[at + j] = (byte) (int) values[j];
    }
  }
}
