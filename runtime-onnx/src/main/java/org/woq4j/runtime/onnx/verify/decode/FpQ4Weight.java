package org.woq4j.runtime.onnx.verify.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * The blob of MatMulFpQ4: blocks of 32 rows, column after column. Each block has a float32 scale, a
 * byte for the zero point if there is one, and 16 bytes with code i in the low half and code i + 16
 * in the high half.
 */
record FpQ4Weight(TensorBytes blob, int inputFeatures, boolean zeroPoints)
    implements DecodedWeight {

  private static final int ROWS = 32;

  @Override
  public void read(int from, int to, float[] destination) {
    int columns = to - from;
    int blocks = (inputFeatures + ROWS - 1) / ROWS;
    int blockBytes = Float.BYTES + (zeroPoints ? 1 : 0) + ROWS / 2;
    ByteBuffer column = ByteBuffer.allocate(blocks * blockBytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int c = 0; c < columns; c++) {
      blob.read((long) (from + c) * column.capacity(), column.clear());
      for (int k = 0; k < inputFeatures; k++) {
        int start = k / ROWS * blockBytes;
        int zero = zeroPoints ? column.get(start + Float.BYTES) : 8;
        int pair = column.get(start + blockBytes - ROWS / 2 + k % (ROWS / 2));
        int code = (k % ROWS < ROWS / 2 ? pair : pair >> 4) & 15;
        destination[c * inputFeatures + k] = (code - zero) * column.getFloat(start);
      }
    }
  }
}
