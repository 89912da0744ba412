package org.woq4j.onnx.read;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Leaves the bytes of a large tensor in the model's file: a payload replaces the field that
 * contains them as one little-endian array.
 */
final class PayloadExtraction implements TensorSplicer.Rule {

  private final int most;
  private int extracted;

  /**
   * A rule for one model.
   *
   * @param most the most large tensors that the model may have
   */
  PayloadExtraction(int most) {
    this.most = most;
  }

  @Override
  public Optional<Splice> splice(WireInput input, long start, long end)
      throws InvalidProtocolBufferException {
    WireField found = null;
    int dataFields = 0;
    while (input.position() < end) {
      WireField field = input.next(end);
      if (field.number() == TensorProto.PAYLOAD_FIELD_NUMBER) {
        throw new InvalidProtocolBufferException(
            "a tensor has field " + field.number() + ", which woq4j reserves for itself");
      }
      if (holdsBytes(field.number())) {
        dataFields++;
        found = field;
      }
    }
    // Values in several fields stay in the message: protobuf concatenates them.
    if (found == null
        || dataFields != 1
        || !found.delimited()
        || found.value().size() < OnnxFile.LARGE) {
      return Optional.empty();
    }
    if (++extracted > most) {
      throw OnnxError.MEMORY.because(
          "the model has more than " + most + " large tensors", ModelParser.MORE_MEMORY);
    }
    return Optional.of(placeholder(found));
  }

  private static boolean holdsBytes(int field) {
    return field == TensorProto.RAW_DATA_FIELD_NUMBER
        || field == TensorProto.FLOAT_DATA_FIELD_NUMBER
        || field == TensorProto.DOUBLE_DATA_FIELD_NUMBER;
  }

  private Splice placeholder(WireField field) {
    Payload payload =
        Payload.newBuilder()
            .setSource(OnnxFile.MODEL)
            .setOffset(field.value().from())
            .setLength(field.value().size())
            .setField(field.number())
            .build();
    byte[] bytes = TensorProto.newBuilder().setPayload(payload).build().toByteArray();
    return new Splice(field.start(), field.end() - field.start(), List.of(TensorBytes.of(bytes)));
  }
}
