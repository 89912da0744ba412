package org.woq4j.onnx.write;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;
import org.woq4j.onnx.proto.TensorProto;

/** The place of one new tensor's bytes in an output. */
public final class TensorSlot {

  private final TensorProto tensor;
  private final SlotStorage storage;
  private final WrittenRanges written = new WrittenRanges();

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
    written.add(offset, offset + length);
  }

  /** The first byte that was not written; empty if all were. */
  public OptionalLong firstMissing() {
    long first = written.firstMissing();
    return first < length() ? OptionalLong.of(first) : OptionalLong.empty();
  }

  void requireWritten() {
    firstMissing()
        .ifPresent(
            missing -> {
              throw new IllegalStateException(
                  "byte %d of the %d bytes of tensor '%s' was not written"
                      .formatted(missing, length(), tensor.getName()));
            });
  }
}
