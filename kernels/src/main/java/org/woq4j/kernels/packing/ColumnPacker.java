package org.woq4j.kernels.packing;

import java.util.Arrays;

/**
 * Turns rows of codes into packed columns: takes a row-major matrix of one code per byte row by
 * row, and gives each column as contiguous bytes, the first row in the low bits. Each column begins
 * on a whole byte; bits past the last row are 0.
 *
 * <p>Reused from tile to tile; not safe for use by several threads.
 */
public final class ColumnPacker {

  private static final int WORD = Integer.SIZE;

  private final int bits;
  private final int rows;
  private final int columnBytes;
  private final int[] words;
  private final byte[] packed;
  private int row;

  /**
   * A packer of columns of the given height.
   *
   * @param bits bits of a code: 1, 2, 4 or 8
   * @param rows codes of a column
   * @param mostColumns the most columns of a tile
   */
  public ColumnPacker(int bits, int rows, int mostColumns) {
    this.bits = bits;
    this.rows = rows;
    this.columnBytes = columnBytes(bits, rows);
    this.words = new int[mostColumns];
    this.packed = new byte[Math.multiplyExact(columnBytes, mostColumns)];
  }

  /** Bytes of a column: ceil(rows * bits / 8). */
  public static int columnBytes(int bits, int rows) {
    return Math.toIntExact(((long) rows * bits + 7) / 8);
  }

  /**
   * Adds the next row; the first one after the last row of a tile begins another tile.
   *
   * @param codes holds the row, one code per byte
   * @param from index of the row's first code
   * @param columns codes of the row, the same for all rows of a tile
   * @param shift is added to each code; the sum must fit into the packer's bits
   */
  public void add(byte[] codes, int from, int columns, int shift) {
    int position = (int) ((long) row * bits % WORD);
    for (int j = 0; j < columns; j++) {
      words[j] |= ((codes[from + j] & 0xFF) + shift) << position;
    }
    row++;
    if (position + bits == WORD || row == rows) {
      flush(columns);
    }
  }

  /** The columns of the tile just filled, {@code columnBytes} each; valid until the next row. */
  public byte[] packed() {
    return packed;
  }

  private void flush(int columns) {
    int end = columnBytes(bits, row);
    int begin = (end - 1) / Integer.BYTES * Integer.BYTES;
    for (int j = 0; j < columns; j++) {
      for (int at = begin; at < end; at++) {
        packed[j * columnBytes + at] = (byte) (words[j] >>> (8 * (at - begin)));
      }
    }
    Arrays.fill(words, 0);
    row = row == rows ? 0 : row;
  }
}
