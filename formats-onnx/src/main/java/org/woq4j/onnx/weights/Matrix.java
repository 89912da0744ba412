package org.woq4j.onnx.weights;

import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.tensor.StridedShape;

/**
 * A constant as a weight [K,N].
 *
 * @param inputFeatures K; 0 if it is not a matrix
 * @param outputFeatures N; 0 if it is not a matrix
 * @param transposed whether it is stored as [N,K]
 * @param obstacle why it is not a weight; empty if it is one
 */
public record Matrix(
    int inputFeatures, int outputFeatures, boolean transposed, Optional<String> obstacle) {

  /**
   * Reads the last two dimensions as a matrix; all others must be 1.
   *
   * @param swapped whether they are [N,K]
   */
  static Matrix of(ConstantChain chain, boolean swapped) {
    StridedShape shape = chain.shape();
    int rank = shape.rank();
    if (rank < 2) {
      return none(chain, "it has %d dimensions, a weight has 2".formatted(rank));
    }
    List<Long> batch = shape.dims().subList(0, rank - 2);
    if (batch.stream().anyMatch(dim -> dim != 1)) {
      return none(chain, "it is a batch of " + StridedShape.elements(batch) + " matrices");
    }
    long rows = shape.dims().get(rank - 2);
    long columns = shape.dims().get(rank - 1);
    if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
      return none(chain, "a dimension is larger than " + Integer.MAX_VALUE);
    }
    return matrix(shape, swapped, chain.obstacle());
  }

  private static Matrix matrix(StridedShape shape, boolean swapped, Optional<String> obstacle) {
    int first = shape.rank() - (swapped ? 1 : 2);
    int second = shape.rank() - (swapped ? 2 : 1);
    StridedShape weight =
        new StridedShape(
            List.of(shape.dims().get(first), shape.dims().get(second)),
            List.of(shape.strides().get(first), shape.strides().get(second)));
    return new Matrix(
        weight.dims().get(0).intValue(),
        weight.dims().get(1).intValue(),
        !weight.isStoredOrder(),
        obstacle);
  }

  private static Matrix none(ConstantChain chain, String obstacle) {
    return new Matrix(0, 0, false, chain.obstacle().or(() -> Optional.of(obstacle)));
  }
}
