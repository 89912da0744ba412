package org.woq4j.kernels.group;

import org.woq4j.api.weight.WeightView;

/** A weight in an array. */
record HeapWeight(String name, int inputFeatures, int outputFeatures, float[] values)
    implements WeightView {

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    int width = toColumn - fromColumn;
    for (int row = fromRow; row < toRow; row++) {
      System.arraycopy(
          values, row * outputFeatures + fromColumn, destination, (row - fromRow) * width, width);
    }
  }
}
