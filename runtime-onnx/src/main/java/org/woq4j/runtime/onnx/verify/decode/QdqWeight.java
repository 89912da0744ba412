package org.woq4j.runtime.onnx.verify.decode;

import java.util.Optional;

/**
 * A weight that a DequantizeLinear or a MatMulInteger reads: codes [K,N], scales and zero points
 * [ceil(K/block), N].
 *
 * @param layout its layout
 */
record QdqWeight(
    Layout layout, PackedCodes codes, StoredFloats scales, Optional<PackedCodes> zeroPoints)
    implements DecodedWeight {

  /**
   * The layout of the weight.
   *
   * @param inputFeatures K
   * @param outputFeatures N
   * @param blockSize rows that share a scale
   */
  record Layout(int inputFeatures, int outputFeatures, int blockSize) {}

  @Override
  public void read(int from, int to, float[] destination) {
    int columns = to - from;
    int outputFeatures = layout.outputFeatures();
    float[] scale = {};
    int[] zero = {};
    for (int k = 0; k < layout.inputFeatures(); k++) {
      if (k % layout.blockSize() == 0) {
        long first = (long) (k / layout.blockSize()) * outputFeatures + from;
        scale = scales.read(first, columns);
        zero = zeroPoints.map(points -> points.read(first, columns)).orElse(new int[columns]);
      }
      int[] row = codes.read((long) k * outputFeatures + from, columns);
      for (int column = 0; column < columns; column++) {
        destination[column * layout.inputFeatures() + k] =
            (row[column] - zero[column]) * scale[column];
      }
    }
  }
}
