package org.woq4j.onnx.read;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.TensorBytes;

/** Replaces the payload of a tensor by its bytes. */
record PayloadRestoration(Function<Payload, TensorBytes> payloads) implements TensorSplicer.Rule {

  @Override
  public Optional<Splice> splice(WireInput input, long start, long end)
      throws InvalidProtocolBufferException {
    while (input.position() < end) {
      WireField field = input.next(end);
      if (field.number() == TensorProto.PAYLOAD_FIELD_NUMBER) {
        return Optional.of(restored(input.bytes(), field));
      }
    }
    return Optional.empty();
  }

  private Splice restored(TensorBytes skeleton, WireField field)
      throws InvalidProtocolBufferException {
    ByteBuffer value = ByteBuffer.allocate((int) field.value().size());
    skeleton.read(field.value().from(), value);
    Payload payload = Payload.parseFrom(value.flip());
    TensorBytes bytes = payloads.apply(payload);
    return new Splice(
        field.start(),
        field.end() - field.start(),
        List.of(header(payload.getField(), bytes.length()), bytes));
  }

  private static TensorBytes header(int field, long length) {
    byte[] bytes =
        new byte
            [CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt64SizeNoTag(length)];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt64NoTag(length);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return TensorBytes.of(bytes);
  }
}
