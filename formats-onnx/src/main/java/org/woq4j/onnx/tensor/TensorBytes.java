package org.woq4j.onnx.tensor;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The bytes of one tensor, read by position: little-endian, row-major, as {@code raw_data} holds
 * them, wherever they are. Safe for several threads until its file is closed.
 */
public interface TensorBytes {

  /** Number of bytes. */
  long length();

  /**
   * Fills the destination's remaining room, and moves its position to its limit.
   *
   * @param position the first byte to read
   * @throws IndexOutOfBoundsException if the bytes end before the destination's room does
   * @throws org.woq4j.api.WoqException if the file cannot be read
   */
  void read(long position, ByteBuffer destination);

  /** A part of an open file. */
  static TensorBytes of(Path file, FileChannel channel, long offset, long length) {
    return new FileBytes(file, channel, offset, length);
  }

  /** Bytes on the heap. They must not change afterwards. */
  static TensorBytes of(byte[] bytes) {
    return new HeapBytes(ByteBuffer.wrap(bytes));
  }
}
