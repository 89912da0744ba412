package org.woq4j.onnx.read;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Leaves the bytes of a large tensor in the model's file: the field that holds them as they lie in
 * memory is replaced by a payload.
 */
final class PayloadExtraction implements TensorSplicer.Rule {

  private final int most;
  private int extracted;

  /**
   * A rule for one model.
   *
   * @param most how many tensors there may be
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
            "a tensor has field " + field.number() + ", which woq4j keeps for itself");
      }
      if (holdsBytes(field.number())) {
        dataFields++;
        found = field;
      }
    }
    // Numbers in several pieces stay as they are: protobuf puts them together.
    if (dataFields != 1 || !found.delimited() || found.value().size() < OnnxFile.LARGE) {
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
