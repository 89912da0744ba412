package org.woq4j.runtime.onnx.verify.decode;

import org.woq4j.api.weight.ElementType;

/**
 * A weight that is stored as a float tensor.
 *
 * @param transposed whether it is stored as [N,K]
 */
record FloatTensorWeight(
    StoredFloats floats, int inputFeatures, int outputFeatures, boolean transposed)
    implements DecodedWeight {

  @Override
  public void read(int from, int to, float[] destination) {
    int columns = to - from;
    if (!transposed) {
      for (int k = 0; k < inputFeatures; k++) {
        float[] row = floats.read((long) k * outputFeatures + from, columns);
        for (int column = 0; column < columns; column++) {
          destination[column * inputFeatures + k] = row[column];
        }
      }
      return;
    }
    float[] values = floats.read((long) from * inputFeatures, columns * inputFeatures);
    System.arraycopy(values, 0, destination, 0, values.length);
  }

  @Override
  public double rounding() {
    return floats.type() == ElementType.FLOAT32 ? 0 : 0x1p-8;
  }
}
