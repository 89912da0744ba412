package org.woq4j.onnx.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a file from front to back through a small buffer, and skips without reading. */
final class FileWindow {

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 15).limit(0);

  /** Position in the file of the buffer's start. */
  private long start;

  FileWindow(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  long size() {
    return size;
  }

  long position() {
    return start + buffer.position();
  }

  int readByte() throws IOException {
    if (!buffer.hasRemaining()) {
      refill();
    }
    return buffer.get() & 0xff;
  }

  void skip(long bytes) {
    long target = position() + bytes;
    if (target <= start + buffer.limit()) {
      buffer.position((int) (target - start));
    } else {
      start = target;
      buffer.position(0).limit(0);
    }
  }

  void copy(long bytes, ByteArrayOutputStream out) throws IOException {
    byte[] chunk = new byte[(int) Math.min(bytes, buffer.capacity())];
    long left = bytes;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        refill();
      }
      int length = (int) Math.min(left, Math.min(chunk.length, buffer.remaining()));
      buffer.get(chunk, 0, length);
      out.write(chunk, 0, length);
      left -= length;
    }
  }

  private void refill() throws IOException {
    start = position();
    buffer.clear();
    if (channel.read(buffer, start) <= 0) {
      throw new MalformedWireException("it ends in the middle of a field");
    }
    buffer.flip();
  }
}
