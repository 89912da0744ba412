package org.woq4j.bench;

import java.util.SplittableRandom;
import org.woq4j.api.weight.WeightView;

/** A weight [K,N] row-major in an array. */
record HeapWeight(String name, int inputFeatures, int outputFeatures, float[] values)
    implements WeightView {

  /** Seeded values in [-1, 1). */
  static HeapWeight random(int inputFeatures, int outputFeatures) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[Math.multiplyExact(inputFeatures, outputFeatures)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt() >> 7) * 0x1p-24f;
    }
    return new HeapWeight("weight", inputFeatures, outputFeatures, values);
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    int width = toColumn - fromColumn;
    for (int row = fromRow; row < toRow; row++) {
      int from = row * outputFeatures + fromColumn;
      System.arraycopy(values, from, destination, (row - fromRow) * width, width);
    }
  }

  @Override
  public void readRows(int fromRow, int toRow, int fromColumn, int toColumn, float[][] rows) {
    for (int row = fromRow; row < toRow; row++) {
      int from = row * outputFeatures + fromColumn;
      System.arraycopy(values, from, rows[row - fromRow], 0, toColumn - fromColumn);
    }
  }
}
