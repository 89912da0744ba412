package org.woq4j.onnx.write;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Storage for the bytes of a new tensor while its model is being written. Safe for several threads.
 */
interface SlotStorage {

  void write(long offset, ByteBuffer bytes);

  /** The written bytes. */
  TensorBytes bytes();

  /** Its place in the data file, if it is stored there. */
  OptionalLong place();

  /** On the heap: for tensors that stay in the model's file. */
  record OnHeap(byte[] content) implements SlotStorage {

    @Override
    public void write(long offset, ByteBuffer bytes) {
      bytes.get(content, (int) offset, bytes.remaining());
    }

    @Override
    public TensorBytes bytes() {
      return TensorBytes.of(content);
    }

    @Override
    public OptionalLong place() {
      return OptionalLong.empty();
    }
  }

  /** In the data file, at the place that the tensor keeps if the output has such a file. */
  record InFile(DataFile file, long position, long length) implements SlotStorage {

    @Override
    public void write(long offset, ByteBuffer bytes) {
      file.write(position + offset, bytes);
    }

    @Override
    public TensorBytes bytes() {
      return file.part(position, length);
    }

    @Override
    public OptionalLong place() {
      return OptionalLong.of(position);
    }
  }
}
