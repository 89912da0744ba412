package org.woq4j.kernels.packing;

/**
 * Packs a row-major matrix of codes column by column. Callers add it row by row, one code per byte;
 * the packer returns each column as contiguous bytes, with the first row in the low bits. Each
 * column starts at a whole byte; bits after the last row are 0.
 *
 * <p>Reusable for any number of tiles. For use by one thread.
 */
public final class ColumnPacker {

  /** Number of bytes of a column to write together: one cache line. */
  private static final int LINE = 64;

  /** Multiplying by it copies a number below 256 to each byte of a long. */
  private static final long EACH_BYTE = 0x0101010101010101L;

  private final int bits;
  private final int rows;
  private final int columnBytes;
  private final byte[][] waiting;
  private final long[] shifts;
  private final ByteSquare square = new ByteSquare();
  private final byte[] packed;
  private int row;
  private int waitingRows;

  /**
   * Prepares to pack columns of the given height.
   *
   * @param bits bits of a code: 1, 2, 4 or 8
   * @param rows number of codes of a column
   * @param mostColumns maximum number of columns of a tile
   */
  public ColumnPacker(int bits, int rows, int mostColumns) {
    this.bits = bits;
    this.rows = rows;
    this.columnBytes = columnBytes(bits, rows);
    int wholeSquares = (mostColumns + ByteSquare.SIZE - 1) / ByteSquare.SIZE;
    this.waiting =
        new byte[Math.min(rows, LINE * Byte.SIZE / bits)][wholeSquares * ByteSquare.SIZE];
    this.shifts = new long[waiting.length];
    this.packed = new byte[Math.multiplyExact(columnBytes, mostColumns)];
  }

  /**
   * {@return the number of bytes of a column: ceil(rows * bits / 8)}
   *
   * @param bits bits of a code
   * @param rows codes of a column
   */
  public static int columnBytes(int bits, int rows) {
    return Math.toIntExact(((long) rows * bits + 7) / 8);
  }

  /**
   * Adds the next row. The first row after a complete tile starts a new tile.
   *
   * @param codes holds the row, one code per byte
   * @param from index of the row's first code
   * @param columns number of codes of the row, the same for all rows of a tile
   * @param shift number to add to each code; not negative, and the sum must fit into the packer's
   *     bits
   */
  public void add(byte[] codes, int from, int columns, int shift) {
    System.arraycopy(codes, from, waiting[waitingRows], 0, columns);
    shifts[waitingRows] = shift * EACH_BYTE;
    waitingRows++;
    row++;
    if (waitingRows == waiting.length || row == rows) {
      flush(columns);
    }
  }

  /**
   * {@return the columns of the completed tile, {@code columnBytes} bytes each; valid until the
   * next row is added}
   */
  public byte[] packed() {
    return packed;
  }

  private void flush(int columns) {
    int length = columnBytes(bits, waitingRows);
    int line = columnBytes(bits, row) - length;
    for (int first = 0; first < columns; first += ByteSquare.SIZE) {
      int count = Math.min(ByteSquare.SIZE, columns - first);
      for (int done = 0; done < length; done += ByteSquare.SIZE) {
        writeSquare(done, first, count, line + done, Math.min(ByteSquare.SIZE, length - done));
      }
    }
    waitingRows = 0;
    row = row == rows ? 0 : row;
  }

  /**
   * Writes {@code length} packed bytes of a few columns, starting at {@code index} in each column.
   */
  private void writeSquare(int index, int firstColumn, int columns, int at, int length) {
    for (int i = 0; i < ByteSquare.SIZE; i++) {
      square.setRow(i, joined(index + i, firstColumn));
    }
    square.transpose();
    for (int i = 0; i < columns; i++) {
      square.write(i, packed, at + (firstColumn + i) * columnBytes, length);
    }
  }

  /** The {@code index}th packed byte of each of eight columns. */
  private long joined(int index, int firstColumn) {
    int perByte = Byte.SIZE / bits;
    int end = Math.min(waitingRows, (index + 1) * perByte);
    long bytes = 0;
    for (int r = end - 1; r >= index * perByte; r--) {
      bytes = (bytes << bits) | (ByteSquare.read(waiting[r], firstColumn) + shifts[r]);
    }
    return bytes;
  }
}
