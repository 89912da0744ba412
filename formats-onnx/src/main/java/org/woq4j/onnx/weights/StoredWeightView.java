package org.woq4j.onnx.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.half.ScaleType;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;

/** A float view of a weight that reads rectangles from the model's file. */
final class StoredWeightView implements WeightView {

  /** Rows of a block that is transposed at a time. */
  private static final int BLOCK = 32;

  private final FoundWeight found;
  private final Elements elements;
  private final int inputFeatures;
  private final int outputFeatures;
  private final long start;
  private final long rowStride;
  private final long columnStride;

  /**
   * A view of a weight, or of a matrix of a batch.
   *
   * @param found a weight without an obstacle
   * @param matrix index of the matrix
   * @param bytes reads the model's tensors
   */
  StoredWeightView(FoundWeight found, int matrix, Function<TensorProto, TensorBytes> bytes) {
    ConstantChain chain = found.chain();
    this.found = found;
    this.elements = new Elements(bytes.apply(chain.tensor()), chain.storedType().orElseThrow());
    this.inputFeatures = found.matrix().inputFeatures();
    this.outputFeatures = found.matrix().outputFeatures();
    this.start = found.matrix().start(matrix);
    this.rowStride = found.matrix().layout().strides().get(1);
    this.columnStride = found.matrix().layout().strides().get(2);
  }

  @Override
  public String name() {
    return found.weight().tensor();
  }

  @Override
  public int inputFeatures() {
    return inputFeatures;
  }

  @Override
  public int outputFeatures() {
    return outputFeatures;
  }

  @Override
  public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
    Objects.checkFromToIndex(fromRow, toRow, inputFeatures);
    Objects.checkFromToIndex(fromColumn, toColumn, outputFeatures);
    int rows = toRow - fromRow;
    int columns = toColumn - fromColumn;
    int count = Math.toIntExact((long) rows * columns);
    Objects.checkFromIndexSize(0, count, destination.length);
    if (found.matrix().transposed()) {
      readTransposed(fromRow, rows, fromColumn, columns, destination);
    } else {
      readStored(fromRow, rows, fromColumn, columns, destination);
    }
    convert(destination, count);
    if (!Finite.all(destination, count)) {
      reportNotFinite(fromRow, fromColumn, columns, destination, count);
    }
  }

  private void readStored(int fromRow, int rows, int fromColumn, int columns, float[] destination) {
    if (columns == outputFeatures && rowStride == outputFeatures) {
      elements.read(place(fromRow, 0), rows * columns, destination, 0);
      return;
    }
    for (int row = 0; row < rows; row++) {
      elements.read(place(fromRow + row, fromColumn), columns, destination, row * columns);
    }
  }

  /** Reads stored rows, which are columns of the weight, and transposes them block by block. */
  private void readTransposed(
      int fromRow, int rows, int fromColumn, int columns, float[] destination) {
    if (rows == 0) {
      return;
    }
    int atOnce = Math.min(columns, Math.max(1, Elements.CHUNK / rows));
    float[] stored = new float[Math.multiplyExact(atOnce, rows)];
    for (int column = 0; column < columns; column += atOnce) {
      int part = Math.min(atOnce, columns - column);
      readColumns(fromRow, rows, fromColumn + column, part, stored);
      turn(stored, part, rows, destination, column, columns);
    }
  }

  private void readColumns(int fromRow, int rows, int fromColumn, int columns, float[] stored) {
    if (rows == inputFeatures && columnStride == inputFeatures) {
      elements.read(place(0, fromColumn), columns * rows, stored, 0);
      return;
    }
    for (int column = 0; column < columns; column++) {
      elements.read(place(fromRow, fromColumn + column), rows, stored, column * rows);
    }
  }

  /** Index of an element among the stored ones. */
  private long place(long row, long column) {
    return start + row * rowStride + column * columnStride;
  }

  private static void turn(
      float[] stored, int columns, int rows, float[] destination, int at, int width) {
    for (int block = 0; block < rows; block += BLOCK) {
      int end = Math.min(block + BLOCK, rows);
      for (int column = 0; column < columns; column++) {
        int source = column * rows;
        for (int row = block; row < end; row++) {
          destination[row * width + at + column] = stored[source + row];
        }
      }
    }
  }

  private void convert(float[] destination, int count) {
    List<ElementType> casts = found.chain().casts();
    for (ElementType type : casts) {
      if (type != ElementType.FLOAT32) {
        for (int i = 0; i < count; i++) {
          destination[i] = ScaleType.round(destination[i], type);
        }
      }
    }
    if (found.factor() != 1) {
      for (int i = 0; i < count; i++) {
        destination[i] *= found.factor();
      }
    }
  }

  private void reportNotFinite(
      int fromRow, int fromColumn, int columns, float[] destination, int count) {
    int i = 0;
    while (i < count - 1 && Float.isFinite(destination[i])) {
      i++;
    }
    long row = (long) fromRow + i / columns;
    long column = (long) fromColumn + i % columns;
    long[] index = index(row, column);
    throw OnnxError.NOT_FINITE.because(
        "the weight %s is %s at index %s".formatted(name(), destination[i], Arrays.toString(index)),
        "repair the model, or skip the nodes that read this weight");
  }

  /** The index of an element in the stored tensor. */
  private long[] index(long row, long column) {
    long flat = place(row, column);
    List<Long> dims = found.weight().constant().dims();
    long[] index = new long[dims.size()];
    for (int i = index.length - 1; i >= 0; i--) {
      index[i] = flat % dims.get(i);
      flat /= dims.get(i);
    }
    return index;
  }
}
