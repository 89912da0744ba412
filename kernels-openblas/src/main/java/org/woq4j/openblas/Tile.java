package org.woq4j.openblas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.woq4j.api.math.FloatMatrix;

/** A tile of a matrix outside the heap, its rows without gaps. For use by one thread. */
final class Tile {

  private static final int CACHE_LINE = 64;

  private final FloatBuffer buffer;
  private final FloatPointer pointer;

  Tile(int elements) {
    this.buffer =
        ByteBuffer.allocateDirect(elements * Float.BYTES + CACHE_LINE)
            .alignedSlice(CACHE_LINE)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.pointer = new FloatPointer(buffer);
  }

  /** The start of the tile, for native code. */
  FloatPointer pointer() {
    return pointer;
  }

  void load(FloatMatrix matrix) {
    if (matrix.columns() == matrix.stride()) {
      buffer.put(0, matrix.data(), matrix.offset(), matrix.rows() * matrix.columns());
      return;
    }
    for (int i = 0; i < matrix.rows(); i++) {
      int from = matrix.offset() + i * matrix.stride();
      buffer.put(i * matrix.columns(), matrix.data(), from, matrix.columns());
    }
  }

  void store(FloatMatrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      int to = matrix.offset() + i * matrix.stride();
      buffer.get(i * matrix.columns(), matrix.data(), to, matrix.columns());
    }
  }
}
