package org.woq4j.api.weight;

import java.util.Objects;

/** Columns [from, to) of another weight. */
record ColumnView(WeightView whole, int from, int to) implements WeightView {

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public int inputFeatures() {
    return whole.inputFeatures();
  }

  @Override
  public int outputFeatures() {
    return to - from;
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures());
    whole.read(fromRow, toRow, from + fromColumn, from + toColumn, destination);
  }
}
