package org.woq4j.onnx.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The bytes of one tensor in the format of {@code raw_data} (little-endian, row-major), read by
 * position from the heap or from a file. Safe for several threads until the file is closed.
 */
public interface TensorBytes {

  /** Number of bytes. */
  long length();

  /**
   * Fills the remaining bytes of the destination and moves its position to its limit.
   *
   * @param position the first byte to read
   * @throws IndexOutOfBoundsException if there are fewer bytes than the destination has remaining
   * @throws org.woq4j.api.WoqException if the file cannot be read
   */
  void read(long position, ByteBuffer destination);

  /**
   * Appends bytes to a file: at its channel's position, which moves on.
   *
   * @param position the first byte to copy
   * @param length number of bytes
   * @throws IOException if the target cannot be written
   * @throws org.woq4j.api.WoqException if the file of these bytes cannot be read
   */
  void appendTo(FileChannel target, long position, long length) throws IOException;

  /**
   * A part of an open file.
   *
   * @param file its name in messages
   */
  static TensorBytes of(String file, FileChannel channel, long offset, long length) {
    return new FileBytes(file, channel, offset, length);
  }

  /** Bytes on the heap. They must not change afterwards. */
  static TensorBytes of(byte[] bytes) {
    return new HeapBytes(ByteBuffer.wrap(bytes));
  }
}
