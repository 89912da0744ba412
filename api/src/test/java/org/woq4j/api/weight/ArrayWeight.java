package org.woq4j.api.weight;

import java.util.Objects;
import java.util.SplittableRandom;

/** A weight [K,N] in an array. */
public record ArrayWeight(String name, int inputFeatures, int outputFeatures, float[] values)
    implements WeightView {

  /** A weight of random numbers in [-1, 1). */
  public static ArrayWeight random(int inputFeatures, int outputFeatures, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[inputFeatures * outputFeatures];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return new ArrayWeight("w", inputFeatures, outputFeatures, values);
  }

  float at(int row, int column) {
    return values[row * outputFeatures + column];
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    Objects.checkFromToIndex(fromRow, toRow, inputFeatures);
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures);
    int width = toColumn - fromColumn;
    for (int row = fromRow; row < toRow; row++) {
      System.arraycopy(
          values, row * outputFeatures + fromColumn, destination, (row - fromRow) * width, width);
    }
  }
}
