package org.woq4j.algorithms.awq;

import org.woq4j.api.weight.WeightView;

/**
 * A view of another weight that clamps each group of each column to the group's bounds.
 *
 * @param groupRows rows of a group
 * @param least [groups, N]
 * @param greatest [groups, N]
 */
record ClippedWeight(WeightView weight, int groupRows, float[] least, float[] greatest)
    implements WeightView {

  @Override
  public String name() {
    return weight.name();
  }

  @Override
  public int inputFeatures() {
    return weight.inputFeatures();
  }

  @Override
  public int outputFeatures() {
    return weight.outputFeatures();
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    weight.read(fromRow, toRow, fromColumn, toColumn, destination);
    int i = 0;
    for (int row = fromRow; row < toRow; row++) {
      int bounds = row / groupRows * outputFeatures();
      for (int column = fromColumn; column < toColumn; column++) {
        float value = Math.max(destination[i], least[bounds + column]);
        destination[i++] = Math.min(value, greatest[bounds + column]);
      }
    }
  }
}
