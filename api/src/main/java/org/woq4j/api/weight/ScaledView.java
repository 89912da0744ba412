package org.woq4j.api.weight;

/** Another weight with its rows multiplied. */
record ScaledView(WeightView weight, float[] scale) implements WeightView {

  ScaledView {
    if (scale.length != weight.inputFeatures()) {
      throw new IllegalArgumentException(
          "a scale for "
              + weight.name()
              + " needs "
              + weight.inputFeatures()
              + " elements, has "
              + scale.length);
    }
  }

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
    int width = toColumn - fromColumn;
    for (int row = fromRow; row < toRow; row++) {
      int start = (row - fromRow) * width;
      for (int i = start; i < start + width; i++) {
        destination[i] *= scale[row];
      }
    }
  }
}
