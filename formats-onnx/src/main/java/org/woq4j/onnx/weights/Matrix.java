package org.woq4j.onnx.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.core.model.ConstantPart;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.tensor.StridedShape;

/**
 * A constant as a weight [K,N], or as a batch of them.
 *
 * @param layout its dimensions B, K and N over the stored elements; 1, 0 and 0 if it is not a
 *     matrix. Strides of dimensions of size 1 are 1
 * @param obstacle why it is not a weight; empty if it is one
 */
public record Matrix(StridedShape layout, Optional<String> obstacle) {

  /**
   * Reads the last two dimensions as a matrix; all others must be 1.
   *
   * @param swapped whether they are [N,K]
   */
  static Matrix of(ConstantChain chain, boolean swapped) {
    Matrix batch = batch(chain, swapped);
    return batch.matrices() == 1
        ? batch
        : none(chain, "it is a batch of " + batch.matrices() + " matrices");
  }

  /**
   * Reads the last two dimensions as a matrix, and the one before as a batch of them; all others
   * must be 1.
   *
   * @param swapped whether the last two are [N,K]
   */
  static Matrix batch(ConstantChain chain, boolean swapped) {
    StridedShape shape = chain.shape();
    int rank = shape.rank();
    if (rank < 2) {
      return none(chain, "it has %d dimensions, a weight has 2".formatted(rank));
    }
    if (shape.dims().subList(0, Math.max(0, rank - 3)).stream().anyMatch(dim -> dim != 1)) {
      List<Long> batch = shape.dims().subList(0, rank - 2);
      return none(chain, "it is a batch of " + batch + " matrices, not of one dimension");
    }
    long columns = shape.dims().get(rank - (swapped ? 2 : 1));
    long matrices = rank < 3 ? 1 : shape.dims().get(rank - 3);
    long rows = shape.dims().get(rank - (swapped ? 1 : 2));
    if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE / Math.max(1, matrices)) {
      return none(chain, "a dimension is larger than " + Integer.MAX_VALUE);
    }
    Matrix matrix = new Matrix(layout(shape, swapped), chain.obstacle());
    return matrix.isAdjacent()
        ? matrix
        : none(chain, "neither its rows nor its columns are adjacent");
  }

  /** All dimensions of a constant as [N,K]; empty where its elements do not lie so. */
  static Optional<Matrix> rows(ConstantChain chain, long rows, long columns) {
    return rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE
        ? Optional.empty()
        : chain
            .shape()
            .reshape(List.of(rows, columns))
            .map(shape -> new Matrix(layout(shape, true), chain.obstacle()))
            .filter(Matrix::isAdjacent);
  }

  private static StridedShape layout(StridedShape shape, boolean swapped) {
    int batch = shape.rank() - 3;
    int row = shape.rank() - (swapped ? 1 : 2);
    int column = shape.rank() - (swapped ? 2 : 1);
    return new StridedShape(
        shape.offset(),
        List.of(
            batch < 0 ? 1 : shape.dims().get(batch),
            shape.dims().get(row),
            shape.dims().get(column)),
        List.of(stride(shape, batch), stride(shape, row), stride(shape, column)));
  }

  private static long stride(StridedShape shape, int axis) {
    return axis < 0 || shape.dims().get(axis) == 1 ? 1 : shape.strides().get(axis);
  }

  private boolean isAdjacent() {
    return layout.strides().subList(1, 3).contains(1L);
  }

  private static Matrix none(ConstantChain chain, String obstacle) {
    return new Matrix(
        StridedShape.stored(List.of(1L, 0L, 0L)), chain.obstacle().or(() -> Optional.of(obstacle)));
  }

  /** Number of matrices. */
  int matrices() {
    return layout.dims().get(0).intValue();
  }

  /** K; 0 if it is not a matrix. */
  public int inputFeatures() {
    return layout.dims().get(1).intValue();
  }

  /** N; 0 if it is not a matrix. */
  public int outputFeatures() {
    return layout.dims().get(2).intValue();
  }

  /** Whether each matrix is stored as [N,K]. */
  boolean transposed() {
    return layout.strides().get(2) != 1;
  }

  /** Where a matrix of the batch begins among the stored elements. */
  long start(int matrix) {
    return layout.offset() + matrix * layout.strides().get(0);
  }

  /**
   * Which part of the constant it is.
   *
   * @param stored dimensions of the constant
   */
  ConstantPart part(List<Long> stored) {
    boolean isWhole =
        obstacle.isPresent()
            || StridedShape.elements(layout.dims()) == StridedShape.elements(stored);
    return new ConstantPart(
        isWhole ? "" : place(stored), matrices(), inputFeatures(), matrices() * outputFeatures());
  }

  private String place(List<Long> stored) {
    long first = layout.offset();
    long last = first;
    for (int i = 0; i < layout.rank(); i++) {
      last += (layout.dims().get(i) - 1) * layout.strides().get(i);
    }
    List<String> ranges = new ArrayList<>();
    for (int i = stored.size() - 1; i >= 0; i--) {
      long dim = stored.get(i);
      if (last % dim - first % dim < dim - 1 || !ranges.isEmpty()) {
        ranges.add(0, range(first % dim, last % dim, dim));
      }
      first /= dim;
      last /= dim;
    }
    return "[" + String.join(",", ranges) + "]";
  }

  private static String range(long first, long last, long dim) {
    if (last - first == dim - 1 && dim > 1) {
      return ":";
    }
    return first == last ? String.valueOf(first) : first + ":" + (last + 1);
  }
}
