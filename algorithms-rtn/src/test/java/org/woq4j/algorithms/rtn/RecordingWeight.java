package org.woq4j.algorithms.rtn;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.weight.WeightView;

/** Remembers which rectangles of a weight were read. For use by one thread. */
final class RecordingWeight implements WeightView {

  private final WeightView weight;
  private final List<Rectangle> rectangles = new ArrayList<>();

  RecordingWeight(WeightView weight) {
    this.weight = weight;
  }

  /** Rows [fromRow, toRow) of columns [fromColumn, toColumn). */
  record Rectangle(int fromRow, int toRow, int fromColumn, int toColumn) {}

  /** What was read, first to last. */
  List<Rectangle> rectangles() {
    return List.copyOf(rectangles);
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
    rectangles.add(new Rectangle(fromRow, toRow, fromColumn, toColumn));
    weight.read(fromRow, toRow, fromColumn, toColumn, destination);
  }
}
