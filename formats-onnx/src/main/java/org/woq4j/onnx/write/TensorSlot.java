package org.woq4j.onnx.write;

import java.util.concurrent.atomic.AtomicLong;
import org.woq4j.onnx.proto.TensorProto;

/** A place for the bytes of one new tensor of an output. */
public final class TensorSlot {

  private final TensorProto tensor;
  private final AtomicLong written = new AtomicLong();

  TensorSlot(TensorProto tensor) {
    this.tensor = tensor;
  }

  /** Bytes of the tensor. */
  public long length() {
    return tensor.getPayload().getLength();
  }

  /**
   * The tensor for the model: name, type and dims, and a {@code payload} that stands for the bytes.
   * Tensors of other names or dims may be made of it: external data hold their bytes once.
   */
  public TensorProto tensor() {
    return tensor;
  }

  long offset() {
    return tensor.getPayload().getOffset();
  }

  void count(int bytes) {
    written.addAndGet(bytes);
  }

  boolean isWhole() {
    return written.get() >= length();
  }
}
