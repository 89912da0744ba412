package org.woq4j.api.weight;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * A float weight [K,N] that is read by rectangles. Implemented by the host; plugins may wrap it.
 *
 * <p>Implementations are safe for use by several threads at once. Nothing is cached: reading a
 * rectangle twice reads the model twice.
 */
@Stable
public interface WeightView {

  /** {@return the name of the tensor in the model, for messages} */
  String name();

  /** {@return K, the number of rows} */
  int inputFeatures();

  /** {@return N, the number of columns} */
  int outputFeatures();

  /**
   * Reads rows [fromRow, toRow) of columns [fromColumn, toColumn).
   *
   * @param fromRow first row
   * @param toRow end of the rows, exclusive
   * @param fromColumn first column
   * @param toColumn end of the columns, exclusive
   * @param destination receives the rectangle row-major from index 0 on, float32
   * @throws IndexOutOfBoundsException if the rectangle leaves the weight or the destination
   * @throws org.woq4j.api.WoqException if the model cannot be read or an element is not finite
   */
  void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination);

  /**
   * Reads rows [fromRow, toRow) of columns [fromColumn, toColumn) into an array each, so that a
   * loop over columns starts at index 0 of each array.
   *
   * @param fromRow first row
   * @param toRow end of the rows, exclusive
   * @param fromColumn first column
   * @param toColumn end of the columns, exclusive
   * @param rows its first arrays receive a row each, float32
   * @throws IndexOutOfBoundsException if the rectangle leaves the weight or the arrays
   * @throws org.woq4j.api.WoqException if the model cannot be read or an element is not finite
   */
  default void readRows(int fromRow, int toRow, int fromColumn, int toColumn, float[][] rows) {
    int width = toColumn - fromColumn;
    float[] rectangle = new float[Math.multiplyExact(toRow - fromRow, width)];
    read(fromRow, toRow, fromColumn, toColumn, rectangle);
    for (int row = 0; row < toRow - fromRow; row++) {
      System.arraycopy(rectangle, row * width, rows[row], 0, width);
    }
  }

  /** {@return the whole weight, [K,N] row-major float32} */
  default float[] readAll() {
    float[] weight = new float[Math.multiplyExact(inputFeatures(), outputFeatures())];
    read(0, inputFeatures(), 0, outputFeatures(), weight);
    return weight;
  }

  /**
   * {@return a view of columns [from, to)}
   *
   * @param from first column
   * @param to end of the columns, exclusive
   */
  default WeightView columns(int from, int to) {
    Objects.checkFromToIndex(from, to, outputFeatures());
    return from == 0 && to == outputFeatures() ? this : new ColumnView(this, from, to);
  }

  /**
   * {@return a view of the weight with row k multiplied by {@code scale[k]}}
   *
   * @param scale [K], not copied
   */
  default WeightView scaled(float[] scale) {
    return new ScaledView(this, scale);
  }
}
