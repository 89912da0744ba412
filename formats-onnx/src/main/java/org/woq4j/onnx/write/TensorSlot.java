package org.woq4j.onnx.write;

import org.woq4j.onnx.proto.TensorProto;

/** A place for the bytes of one new tensor of an output. */
@SuppressWarnings("DoNotCallSuggester") // until it is written
public final class TensorSlot {

  private TensorSlot() {}

  /** Bytes of the tensor. */
  public long length() {
    throw new UnsupportedOperationException();
  }

  /**
   * The tensor for the model: name, type and dims, and a {@code payload} that stands for the bytes.
   * Tensors of other names or dims may be made of it: external data hold their bytes once.
   */
  public TensorProto tensor() {
    throw new UnsupportedOperationException();
  }
}
