package org.woq4j.runtime.onnx.verify.decode;

import java.util.Optional;

/**
 * A weight that a DequantizeLinear or a MatMulInteger reads: codes [K,N], scales and zero points
 * [ceil(K/block), N], or a batch of these.
 *
 * @param layout the layout of each matrix
 */
record QdqWeight(
    Layout layout, PackedCodes codes, StoredFloats scales, Optional<PackedCodes> zeroPoints)
    implements DecodedWeight {

  /**
   * The layout of a matrix.
   *
   * @param inputFeatures K
   * @param outputFeatures N
   * @param blockSize rows that share a scale
   */
  record Layout(int inputFeatures, int outputFeatures, int blockSize) {

    int blocks() {
      return (inputFeatures + blockSize - 1) / blockSize;
    }
  }

  @Override
  public void read(int from, int to, float[] destination) {
    int width = layout.outputFeatures();
    for (int first = from; first < to; ) {
      int end = Math.min(to, (first / width + 1) * width);
      read(first / width, first % width, end - first, destination, first - from);
      first = end;
    }
  }

  /**
   * Decodes columns of one matrix.
   *
   * @param at index of the first of them among the columns of the destination
   */
  private void read(int matrix, int from, int columns, float[] destination, int at) {
    int outputFeatures = layout.outputFeatures();
    long firstBlock = (long) matrix * layout.blocks();
    long firstRow = (long) matrix * layout.inputFeatures();
    float[] scale = {};
    int[] zero = {};
    for (int k = 0; k < layout.inputFeatures(); k++) {
      if (k % layout.blockSize() == 0) {
        long first = (firstBlock + k / layout.blockSize()) * outputFeatures + from;
        scale = scales.read(first, columns);
        zero = zeroPoints.map(points -> points.read(first, columns)).orElse(new int[columns]);
      }
      int[] row = codes.read((firstRow + k) * outputFeatures + from, columns);
      for (int column = 0; column < columns; column++) {
        destination[(at + column) * layout.inputFeatures() + k] =
            (row[column] - zero[column]) * scale[column];
      }
    }
  }
}
