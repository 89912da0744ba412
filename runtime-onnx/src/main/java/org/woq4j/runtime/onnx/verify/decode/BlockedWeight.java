package org.woq4j.runtime.onnx.verify.decode;

import java.util.Arrays;

/**
 * A weight that is stored column after column, in blocks that share a scale: the form of
 * MatMulNBits and GatherBlockQuantized.
 *
 * @param layout the layout of a column
 * @param codes [N, storedRows]
 * @param scales [N, blocks]
 * @param zeroPoints [N, blocks]
 */
record BlockedWeight(Layout layout, PackedCodes codes, StoredFloats scales, ZeroPoints zeroPoints)
    implements DecodedWeight {

  /**
   * The layout of a column.
   *
   * @param inputFeatures K
   * @param storedRows codes of a column, including the padding of the last block
   * @param blockSize rows of a block
   */
  record Layout(int inputFeatures, int storedRows, int blockSize) {

    int blocks() {
      return (inputFeatures + blockSize - 1) / blockSize;
    }
  }

  /** The zero points of the blocks of a column. */
  interface ZeroPoints {

    float[] read(int column, int blocks);

    /** The same zero point for all blocks. */
    static ZeroPoints all(float value) {
      return (column, blocks) -> {
        float[] values = new float[blocks];
        Arrays.fill(values, value);
        return values;
      };
    }

    static ZeroPoints of(StoredFloats floats) {
      return (column, blocks) -> floats.read((long) column * blocks, blocks);
    }

    /** Packed zero points; each column fills whole bytes. */
    static ZeroPoints of(PackedCodes codes, int perByte) {
      return (column, blocks) -> {
        long stride = (blocks + perByte - 1L) / perByte * perByte;
        int[] points = codes.read(column * stride, blocks);
        float[] values = new float[blocks];
        for (int block = 0; block < blocks; block++) {
          values[block] = points[block];
        }
        return values;
      };
    }
  }

  @Override
  public void read(int from, int to, float[] destination) {
    int inputFeatures = layout.inputFeatures();
    int blocks = layout.blocks();
    for (int column = from; column < to; column++) {
      int[] ofColumn = codes.read((long) column * layout.storedRows(), inputFeatures);
      float[] scale = scales.read((long) column * blocks, blocks);
      float[] zero = zeroPoints.read(column, blocks);
      int start = (column - from) * inputFeatures;
      for (int block = 0; block < blocks; block++) {
        int end = Math.min((block + 1) * layout.blockSize(), inputFeatures);
        for (int k = block * layout.blockSize(); k < end; k++) {
          destination[start + k] = (ofColumn[k] - zero[block]) * scale[block];
        }
      }
    }
  }
}
