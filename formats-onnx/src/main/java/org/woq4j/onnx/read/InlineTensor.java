package org.woq4j.onnx.read;

import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.TensorBytes;

/** Copies bytes from a file into the tensor. */
public final class InlineTensor {

  private InlineTensor() {}

  /** The tensor with its bytes; the same tensor if it already contains them. */
  public static TensorProto of(OnnxFile file, TensorProto tensor) {
    if (!tensor.hasPayload()) {
      return tensor;
    }
    TensorBytes bytes = file.bytes(tensor);
    ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(bytes.length()));
    bytes.read(0, data);
    // Nothing else refers to the buffer, and a copy would double the heap that it needs.
    return ModelTensors.withoutBytes(tensor)
        .setRawData(UnsafeByteOperations.unsafeWrap(data.flip()))
        .build();
  }
}
