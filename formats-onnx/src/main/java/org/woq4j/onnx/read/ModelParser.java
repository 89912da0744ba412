package org.woq4j.onnx.read;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.OpenedFile;
import org.woq4j.onnx.tensor.TensorBytes;

/** Parses a model without the bytes of its large tensors. */
final class ModelParser {

  static final String MORE_MEMORY = "give Java more memory (-Xmx)";

  /** Parsed messages take several times the memory of serialized ones. */
  private static final int HEAP_SHARE = 16;

  private static final long LEAST_ROOM = 1 << 24;

  /** A generous estimate of a tensor's memory besides its serialized form. */
  private static final int TENSOR_OVERHEAD = 256;

  private ModelParser() {}

  static ModelProto parse(OpenedFile file) {
    return parse(file, Math.max(LEAST_ROOM, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
  }

  /**
   * Parses a model.
   *
   * @param room the most bytes that everything except large tensors may take in serialized form
   */
  static ModelProto parse(OpenedFile file, long room) {
    try {
      if (file.size() > Integer.MAX_VALUE) {
        throw new InvalidProtocolBufferException("it is larger than 2 GB");
      }
      ModelProto model = ModelProto.parseFrom(skeleton(file, room));
      if (!model.hasGraph()) {
        throw new InvalidProtocolBufferException("it holds no graph");
      }
      return model;
    } catch (InvalidProtocolBufferException malformed) {
      throw notOnnx(file.name(), malformed);
    }
  }

  private static ByteBuffer skeleton(OpenedFile file, long room)
      throws InvalidProtocolBufferException {
    int tensors = (int) Math.min(Integer.MAX_VALUE, room / TENSOR_OVERHEAD);
    TensorBytes bytes = file.bytes();
    SerializedModel model =
        new SerializedModel(bytes, TensorSplicer.splices(bytes, new PayloadExtraction(tensors)));
    if (model.length() > Math.min(room, Integer.MAX_VALUE - 8)) {
      throw OnnxError.MEMORY.because(
          file.name() + " holds " + model.length() + " bytes besides its large tensors",
          MORE_MEMORY);
    }
    ByteBuffer skeleton = ByteBuffer.allocate((int) model.length());
    model.copyTo(
        (part, position, length) -> {
          int end = skeleton.position() + (int) length;
          part.read(position, skeleton.limit(end));
          skeleton.limit(skeleton.capacity());
        });
    return skeleton.flip();
  }

  private static RuntimeException notOnnx(String name, InvalidProtocolBufferException malformed) {
    return OnnxError.MALFORMED.because(
        name + " is not an ONNX model: " + malformed.getMessage(), "check that the file is whole");
  }
}
