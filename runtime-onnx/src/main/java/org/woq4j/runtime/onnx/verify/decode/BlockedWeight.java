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

  /** Zero points of columns, [columns, blocks]. */
  interface ZeroPoints {

    float[] read(int from, int columns, int blocks);

    /** The same zero point for all blocks. */
    static ZeroPoints all(float value) {
      return (from, columns, blocks) -> {
        float[] values = new float[columns * blocks];
        Arrays.fill(values, value);
        return values;
      };
    }

    static ZeroPoints of(StoredFloats floats) {
      return (from, columns, blocks) -> floats.read((long) from * blocks, columns * blocks);
    }

    /** Packed zero points; each column fills whole bytes. */
    static ZeroPoints of(PackedCodes codes, int perByte) {
      return (from, columns, blocks) -> {
        int stride = (blocks + perByte - 1) / perByte * perByte;
        int[] points = codes.read((long) from * stride, columns * stride);
        float[] values = new float[columns * blocks];
        for (int i = 0; i < values.length; i++) {
          values[i] = points[i / blocks * stride + i % blocks];
        }
        return values;
      };
    }
  }

  @Override
  public void read(int from, int to, float[] destination) {
    int columns = to - from;
    int blocks = layout.blocks();
    int[] stored = codes.read((long) from * layout.storedRows(), columns * layout.storedRows());
    float[] scale = scales.read((long) from * blocks, columns * blocks);
    float[] zero = zeroPoints.read(from, columns, blocks);
    for (int i = 0; i < scale.length; i++) {
      int column = i / blocks;
      int first = i % blocks * layout.blockSize();
      decode(
          stored,
          column * layout.storedRows() + first,
          scale[i],
          zero[i],
          destination,
          column * layout.inputFeatures() + first,
          Math.min(layout.blockSize(), layout.inputFeatures() - first));
    }
  }

  private static void decode(
      int[] codes, int from, float scale, float zero, float[] destination, int to, int rows) {
    for (int k = 0; k < rows; k++) {
      destination[to + k] = (codes[from + k] - zero) * scale;
    }
  }
}
