package org.woq4j.core.run;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.Dequantizer;

/**
 * The float values of a quantized weight, without its input scale.
 *
 * @param name of the weight
 * @param slices of columns that make up the weight, in any order
 */
record DequantizedWeight(String name, List<Slice> slices) implements WeightView {

  /**
   * Columns of a quantized weight.
   *
   * @param from the first column
   * @param weight the columns
   * @param inputScale [K], the factors that the rows were multiplied by
   */
  record Slice(int from, QuantizedWeight weight, Optional<float[]> inputScale) {}

  @Override
  public int inputFeatures() {
    return slices.get(0).weight().inputFeatures();
  }

  @Override
  public int outputFeatures() {
    return slices.stream().mapToInt(slice -> slice.weight().outputFeatures()).sum();
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    Objects.checkFromToIndex(fromRow, toRow, inputFeatures());
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures());
    for (Slice slice : slices) {
      int from = Math.max(fromColumn, slice.from());
      int to = Math.min(toColumn, slice.from() + slice.weight().outputFeatures());
      if (from < to) {
        read(slice, fromRow, toRow, from, to, destination, fromColumn, toColumn - fromColumn);
      }
    }
  }

  private static void read(
      Slice slice,
      int fromRow,
      int toRow,
      int from,
      int to,
      float[] destination,
      int firstColumn,
      int width) {
    Dequantizer dequantizer = new Dequantizer(slice.weight());
    float[] row = new float[slice.weight().outputFeatures()];
    for (int k = fromRow; k < toRow; k++) {
      dequantizer.row(k, row);
      float scale = slice.inputScale().isPresent() ? slice.inputScale().get()[k] : 1;
      int at = (k - fromRow) * width - firstColumn;
      for (int n = from; n < to; n++) {
        destination[at + n] = row[n - slice.from()] / scale;
      }
    }
  }
}
