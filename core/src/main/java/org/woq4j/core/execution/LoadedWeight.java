package org.woq4j.core.execution;

import java.util.Objects;
import org.woq4j.api.weight.WeightView;

/**
 * A weight on the heap, so that the model is read once however often an algorithm reads the weight.
 */
public record LoadedWeight(String name, int inputFeatures, int outputFeatures, float[] values)
    implements WeightView {

  /**
   * Loads a weight.
   *
   * @param values receives it, [K,N] row-major; may be longer
   */
  public static LoadedWeight of(WeightView view, float[] values) {
    view.read(0, view.inputFeatures(), 0, view.outputFeatures(), values);
    return new LoadedWeight(view.name(), view.inputFeatures(), view.outputFeatures(), values);
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    Objects.checkFromToIndex(fromRow, toRow, inputFeatures);
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures);
    int width = toColumn - fromColumn;
    if (width == outputFeatures) {
      System.arraycopy(values, fromRow * width, destination, 0, (toRow - fromRow) * width);
      return;
    }
    for (int row = fromRow; row < toRow; row++) {
      System.arraycopy(
          values, row * outputFeatures + fromColumn, destination, (row - fromRow) * width, width);
    }
  }

  @Override
  public void readRows(int fromRow, int toRow, int fromColumn, int toColumn, float[][] rows) {
    Objects.checkFromToIndex(fromRow, toRow, inputFeatures);
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures);
    int width = toColumn - fromColumn;
    for (int row = fromRow; row < toRow; row++) {
      System.arraycopy(values, row * outputFeatures + fromColumn, rows[row - fromRow], 0, width);
    }
  }
}
