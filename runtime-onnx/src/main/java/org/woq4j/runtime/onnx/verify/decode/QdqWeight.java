package org.woq4j.runtime.onnx.verify.decode;

import java.util.Optional;

/**
 * A weight that a DequantizeLinear decodes: codes [K,N], scales and zero points [ceil(K/block), N].
 *
 * @param blockSize rows that share a scale
 */
record QdqWeight(
    int inputFeatures,
    int outputFeatures,
    int blockSize,
    PackedCodes codes,
    StoredFloats scales,
    Optional<PackedCodes> zeroPoints)
    implements StoredWeight {

  @Override
  public void read(int from, int to, float[] destination) {
    int columns = to - from;
    float[] scale = {};
    int[] zero = {};
    for (int k = 0; k < inputFeatures; k++) {
      if (k % blockSize == 0) {
        long first = (long) (k / blockSize) * outputFeatures + from;
        scale = scales.read(first, columns);
        zero = zeroPoints.map(points -> points.read(first, columns)).orElse(new int[columns]);
      }
      int[] row = codes.read((long) k * outputFeatures + from, columns);
      for (int column = 0; column < columns; column++) {
        destination[k * columns + column] = (row[column] - zero[column]) * scale[column];
      }
    }
  }
}
