package org.woq4j.onnx.tensor;

import java.nio.ByteBuffer;
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
}
