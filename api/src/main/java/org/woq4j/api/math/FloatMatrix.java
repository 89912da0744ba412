package org.woq4j.api.math;

import java.util.Objects;
import org.woq4j.api.Experimental;

/**
 * A rectangle of a row-major float32 array: element (i, j) is {@code data[offset + i * stride +
 * j]}.
 *
 * @param data the array, not copied
 * @param offset index of element (0, 0)
 * @param rows number of rows
 * @param columns number of columns, at most {@code stride}
 * @param stride distance of two rows
 */
@Experimental
public record FloatMatrix(float[] data, int offset, int rows, int columns, int stride) {

  /** Checks that the matrix lies within the array. */
  public FloatMatrix {
    if (rows < 0 || columns < 0 || columns > stride) {
      throw new IllegalArgumentException(rows + " x " + columns + " with stride " + stride);
    }
    if (rows > 0) {
      long end = (long) offset + (rows - 1L) * stride + columns;
      Objects.checkFromToIndex(offset, end, data.length);
    }
  }

  /**
   * {@return a whole array as a matrix}
   *
   * @param data the elements, row-major, not copied
   * @param rows number of rows
   * @param columns number of columns
   */
  public static FloatMatrix of(float[] data, int rows, int columns) {
    return new FloatMatrix(data, 0, rows, columns, columns);
  }

  /**
   * {@return rows [fromRow, toRow) of columns [fromColumn, toColumn); shares the array}
   *
   * @param fromRow first row
   * @param toRow end of the rows, exclusive
   * @param fromColumn first column
   * @param toColumn end of the columns, exclusive
   */
  public FloatMatrix slice(int fromRow, int toRow, int fromColumn, int toColumn) {
    Objects.checkFromToIndex(fromRow, toRow, rows);
    Objects.checkFromToIndex(fromColumn, toColumn, columns);
    return new FloatMatrix(
        data,
        offset + fromRow * stride + fromColumn,
        toRow - fromRow,
        toColumn - fromColumn,
        stride);
  }
}
