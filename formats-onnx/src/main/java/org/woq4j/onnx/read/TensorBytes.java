package org.woq4j.onnx.read;

import java.nio.ByteBuffer;

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
}
