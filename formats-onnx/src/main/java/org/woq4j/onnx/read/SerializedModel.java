package org.woq4j.onnx.read;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.function.Function;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * The serialized bytes of a model, read part by part from where they are stored: each payload is
 * replaced by its bytes, in the field that they belong to.
 */
public final class SerializedModel {

  /** Receives the bytes of a model in order. */
  public interface Sink {
    void put(TensorBytes bytes, long position, long length);
  }

  private final TensorBytes original;
  private final List<Splice> splices;

  SerializedModel(TensorBytes original, List<Splice> splices) {
    this.original = original;
    this.splices = splices;
  }

  /**
   * The bytes of a model.
   *
   * @param payloads finds the bytes of a payload
   */
  public static SerializedModel of(ModelProto model, Function<Payload, TensorBytes> payloads) {
    TensorBytes skeleton = TensorBytes.of(model.toByteArray());
    try {
      return new SerializedModel(
          skeleton, TensorSplicer.splices(skeleton, new PayloadRestoration(payloads)));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Number of bytes. */
  public long length() {
    return original.length() + splices.stream().mapToLong(Splice::growth).sum();
  }

  /** Passes all bytes to the sink, in order. */
  public void copyTo(Sink sink) {
    long position = 0;
    for (Splice splice : splices) {
      sink.put(original, position, splice.position() - position);
      splice.inserted().forEach(bytes -> sink.put(bytes, 0, bytes.length()));
      position = splice.position() + splice.removed();
    }
    sink.put(original, position, original.length() - position);
  }
}
