package org.woq4j.onnx.emit.layout;

import java.nio.ByteBuffer;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * The weight format of MatMulFpQ4: blocks of 32 rows, column after column. Each block has a float32
 * scale, a byte for the zero point if there is one, and 16 bytes of codes: rows 0 to 15 in the low
 * halves, rows 16 to 31 in the high halves.
 */
public record FpQ4Blob(BlockGrid grid, boolean zeroPoints, int shift) {

  public static final int BITS = 4;
  public static final int ROWS = 32;

  private static final int HALF = ROWS / 2;

  public static FpQ4Blob of(EmissionRequest request) {
    BlockGrid grid = BlockGrid.of(ROWS, request.scheme(), request.inputFeatures());
    boolean zeroPoints = request.scheme().zeroPoint() == ZeroPoint.INTEGER;
    return new FpQ4Blob(grid, zeroPoints, StoredCodes.shift(request.scheme(), BITS));
  }

  /** Bytes of one block of the given rows. */
  public static int blockBytes(int rows, boolean zeroPoints) {
    return Float.BYTES + (zeroPoints ? 1 : 0) + rows * BITS / 8;
  }

  public long columnBytes() {
    return (long) grid.blocks() * blockBytes(ROWS, zeroPoints);
  }

  /** Packs one column of a weight; codes past its last row decode to 0. */
  public void pack(QuantizedWeight part, int column, ByteBuffer target) {
    for (int block = 0; block < grid.blocks(); block++) {
      int group = grid.group(block);
      int zeroPoint = (int) part.zeroPoint(group, column);
      target.putFloat(part.scales()[group * part.outputFeatures() + column]);
      if (zeroPoints) {
        target.put((byte) zeroPoint);
      }
      int first = block * ROWS;
      for (int row = first; row < first + HALF; row++) {
        int low = code(part, row, column, zeroPoint);
        int high = code(part, row + HALF, column, zeroPoint);
        target.put((byte) (low | (high << BITS)));
      }
    }
  }

  private int code(QuantizedWeight part, int row, int column, int zeroPoint) {
    return shift
        + (row < part.inputFeatures()
            ? part.codes()[row * part.outputFeatures() + column]
            : zeroPoint);
  }
}
