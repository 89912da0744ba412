package org.woq4j.onnx.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Bytes on the heap: the whole buffer, whatever its position. */
record HeapBytes(ByteBuffer bytes) implements TensorBytes {

  @Override
  public long length() {
    return bytes.capacity();
  }

  @Override
  public void read(long position, ByteBuffer destination) {
    int count = destination.remaining();
    Objects.checkFromIndexSize(position, count, length());
    destination.put(bytes.slice((int) position, count));
  }

  @Override
  public void appendTo(FileChannel target, long position, long length) throws IOException {
    ByteBuffer left = bytes.slice((int) position, (int) length);
    while (left.hasRemaining()) {
      target.write(left);
    }
  }
}
