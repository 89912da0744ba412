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
    int columnBytes = blocks * blockBytes;
    ByteBuffer stored = ByteBuffer.allocate(columns * columnBytes).order(ByteOrder.LITTLE_ENDIAN);
    blob.read((long) from * columnBytes, stored);
    for (int column = 0; column < columns; column++) {
      for (int k = 0; k < inputFeatures; k++) {
        int start = column * columnBytes + k / ROWS * blockBytes;
        int zero = zeroPoints ? stored.get(start + Float.BYTES) : 8;
        int pair = stored.get(start + blockBytes - ROWS / 2 + k % (ROWS / 2));
        int code = (k % ROWS < ROWS / 2 ? pair : pair >> 4) & 15;
        destination[column * inputFeatures + k] = (code - zero) * stored.getFloat(start);
      }
    }
  }
}
