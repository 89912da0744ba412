package org.woq4j.onnx.write;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.OnnxError;

/** The place of one new tensor's bytes in an output. */
public final class TensorSlot {

  private final TensorProto tensor;
  private final SlotStorage storage;
  private final AtomicLong written = new AtomicLong();

  TensorSlot(TensorProto tensor, SlotStorage storage) {
    this.tensor = tensor;
    this.storage = storage;
  }

  /** Bytes of the tensor. */
  public long length() {
    return tensor.getPayload().getLength();
  }

  /**
   * The tensor for the model: name, type, dims, and a {@code payload} that refers to the bytes.
   * Copies with other names or dims share the bytes in external data.
   */
  public TensorProto tensor() {
    return tensor;
  }

  SlotStorage storage() {
    return storage;
  }

  void write(long offset, ByteBuffer part) {
    int length = part.remaining();
    Objects.checkFromIndexSize(offset, length, length());
    storage.write(offset, part);
    written.addAndGet(length);
  }

  /** Parts may be written twice, so this finds forgotten tensors, but not every gap. */
  void checkWritten() {
    if (written.get() < length()) {
      throw OnnxError.INCOMPLETE.because(
          String.format(
              "of the %d bytes of tensor '%s' only %d were written",
              length(), tensor.getName(), written.get()),
          "report this to the author of the emitter");
    }
  }
}
