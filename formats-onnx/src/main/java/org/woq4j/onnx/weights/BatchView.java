package org.woq4j.onnx.weights;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.weight.WeightView;

/**
 * A batch of matrices as one weight, whose columns are those of the matrices, one after the other.
 *
 * @param matrices all [K,N]
 */
record BatchView(List<StoredWeightView> matrices) implements WeightView {

  @Override
  public String name() {
    return matrices.get(0).name();
  }

  @Override
  public int inputFeatures() {
    return matrices.get(0).inputFeatures();
  }

  @Override
  public int outputFeatures() {
    return matrices.size() * width();
  }

  private int width() {
    return matrices.get(0).outputFeatures();
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures());
    int first = fromColumn / width();
    if (toColumn <= (first + 1) * width()) {
      int start = first * width();
      matrices.get(first).read(fromRow, toRow, fromColumn - start, toColumn - start, destination);
      return;
    }
    for (int start = first * width(); start < toColumn; start += width()) {
      int from = Math.max(fromColumn, start);
      int to = Math.min(toColumn, start + width());
      float[] part = new float[Math.multiplyExact(toRow - fromRow, to - from)];
      matrices.get(start / width()).read(fromRow, toRow, from - start, to - start, part);
      for (int row = 0; row < toRow - fromRow; row++) {
        int at = row * (toColumn - fromColumn) + from - fromColumn;
        System.arraycopy(part, row * (to - from), destination, at, to - from);
      }
    }
  }
}
