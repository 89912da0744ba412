package org.woq4j.kernels.group;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Receives a segment of each row of a weight's codes, row by row, as whole numbers in float32, and
 * stores them as bytes. For use by one thread.
 *
 * <p>Java converts floats to bytes almost one by one. So this class joins rows (four of up to 4
 * bits, or two of up to 8 bits) into 16-bit numbers, which float32 holds exactly. It copies their
 * bits and splits them, eight columns at a time.
 */
final class CodeRows {

  /** When added to a smaller whole number, it leaves that number in the lowest bits. */
  private static final float UNIT = 8388608f;

  private static final long NIBBLES = 0x000F000F000F000FL;
  private static final long BYTES = 0x00FF00FF00FF00FFL;

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
   * Starts at row 0.
   *
   * @param codes receives the codes, [K,N] row-major
   * @param outputs N
   * @param bits number of bits of a code
   * @param from first column of the segment
   * @param columns number of columns of the segment
   */
  CodeRows(byte[] codes, int outputs, int bits, int from, int columns) {
    this.codes = codes;
    this.stride = outputs;
    this.bits = bits;
    this.at = from;
    this.rows = new float[bits <= 4 ? 4 : 2][columns];
    this.joined = new float[columns];
    this.joinedBytes = new byte[joined.length * Float.BYTES];
    this.joinedView = ByteBuffer.wrap(joinedBytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /**
   * The array for the next row's codes. The caller must write all its elements; they are stored
   * later.
   */
  float[] next() {
    if (held == rows.length) {
      flush();
    }
    return rows[held++];
  }

  /** Stores the rows that are not stored yet. */
  void flush() {
    int split = 0;
    if (held == 4) {
      joinFour(rows[0], rows[1], rows[2], rows[3], joined);
      joinedView.put(0, joined);
      split = splitFour(joinedBytes, codes, at, stride, joined.length);
    } else if (held == 2 && bits > 4) {
      joinTwo(rows[0], rows[1], joined);
      joinedView.put(0, joined);
      split = splitTwo(joinedBytes, codes, at, stride, joined.length);
    }
    for (int row = 0; row < held; row++) {
      narrow(rows[row], split, codes, at + row * stride);
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

  private static int splitFour(byte[] joined, byte[] codes, int at, int stride, int columns) {
    int whole = columns & -8;
    for (int j = 0; j < whole; j += 8) {
      long even = even(joined, j);
      long odd = odd(joined, j);
      LONGS.set(codes, at + j, merge(even, odd, NIBBLES));
      LONGS.set(codes, at + stride + j, merge(even >>> 4, odd >>> 4, NIBBLES));
      LONGS.set(codes, at + 2 * stride + j, merge(even >>> 8, odd >>> 8, NIBBLES));
      LONGS.set(codes, at + 3 * stride + j, merge(even >>> 12, odd >>> 12, NIBBLES));
    }
    return whole;
  }

  private static int splitTwo(byte[] joined, byte[] codes, int at, int stride, int columns) {
    int whole = columns & -8;
    for (int j = 0; j < whole; j += 8) {
      long even = even(joined, j);
      long odd = odd(joined, j);
      LONGS.set(codes, at + j, merge(even, odd, BYTES));
      LONGS.set(codes, at + stride + j, merge(even >>> 8, odd >>> 8, BYTES));
    }
    return whole;
  }

  /** The lowest 16 bits of four floats, every second one, starting at column {@code j}. */
  private static long even(byte[] joined, int j) {
    long first = bits(joined, j) & 0xFFFFL;
    long second = bits(joined, j + 2) & 0xFFFFL;
    long third = bits(joined, j + 4) & 0xFFFFL;
    return first | (second << 16) | (third << 32) | (bits(joined, j + 6) << 48);
  }

  /** The lowest 16 bits of the floats between them. */
  private static long odd(byte[] joined, int j) {
    long first = (bits(joined, j) >>> 32) & 0xFFFFL;
    long second = (bits(joined, j + 2) >>> 32) & 0xFFFFL;
    long third = (bits(joined, j + 4) >>> 32) & 0xFFFFL;
    return first | (second << 16) | (third << 32) | ((bits(joined, j + 6) >>> 32) << 48);
  }

  /** The bits of two floats. */
  private static long bits(byte[] joined, int j) {
    return (long) LONGS.get(joined, j * Float.BYTES);
  }

  private static long merge(long even, long odd, long mask) {
    return (even & mask) | ((odd & mask) << 8);
  }

  static void narrow(float[] values, int first, byte[] bytes, int at) {
    for (int j = first; j < values.length; j++) {
      bytes[at + j] = (byte) (int) values[j];
    }
  }
}
