package org.woq4j.onnx.write;

import java.nio.ByteBuffer;
import org.woq4j.onnx.read.SerializedModel;
import org.woq4j.onnx.tensor.TensorBytes;

/** Writes bytes one after another through one buffer. Not safe for several threads. */
final class SequentialWriter implements SerializedModel.Sink {

  /** As many bytes are copied by the system, without the buffer. */
  private static final int LONG = 1 << 18;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONG);
  private final DataFile file;
  private long position;

  SequentialWriter(DataFile file) {
    this.file = file;
  }

  @Override
  public void put(TensorBytes bytes, long from, long length) {
    if (length >= LONG) {
      flush();
      file.copy(bytes, from, length, position);
      position += length;
      return;
    }
    long end = from + length;
    for (long at = from; at < end; ) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = (int) Math.min(buffer.remaining(), end - at);
      bytes.read(at, buffer.limit(buffer.position() + count));
      buffer.limit(buffer.capacity());
      at += count;
    }
  }

  /** Continues at another position. */
  void moveTo(long target) {
    flush();
    position = target;
  }

  void flush() {
    int count = buffer.flip().limit();
    file.write(position, buffer);
    position += count;
    buffer.clear();
  }
}
