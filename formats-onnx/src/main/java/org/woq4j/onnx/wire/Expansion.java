package org.woq4j.onnx.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;

/**
 * Writes a skeleton with the bytes of its tensors put back. A message's length stands before its
 * content, so sizes are computed before anything is written; both passes read the skeleton alone.
 */
public final class Expansion {

  /** Copies the bytes that a payload stands for. */
  public interface PayloadCopier {
    void copy(Payload payload, OutputStream out) throws IOException;
  }

  private final ByteString skeleton;

  /** An expansion of a model that was serialized with its payloads in place. */
  public Expansion(ByteString skeleton) {
    this.skeleton = skeleton;
  }

  /** Bytes of the whole model. */
  public long size() {
    return size(MessageKind.MODEL, skeleton);
  }

  /** Writes the whole model. */
  public void write(OutputStream out, PayloadCopier payloads) throws IOException {
    write(MessageKind.MODEL, skeleton, out, payloads);
  }

  private interface FieldVisitor {
    /** A field with its content: bytes for delimited ones, else null and the field as it stands. */
    void field(int field, ByteString content, ByteString whole) throws IOException;
  }

  private static long size(MessageKind kind, ByteString message) {
    long[] size = {0};
    try {
      visit(
          message,
          (field, content, whole) -> {
            if (isPayload(kind, field)) {
              Payload payload = Payload.parseFrom(content);
              size[0] += delimited(payload.getField(), payload.getLength());
            } else if (content != null && kind.child(field) != null) {
              size[0] += delimited(field, size(kind.child(field), content));
            } else {
              size[0] += whole.size();
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("a skeleton of our own is sound", e);
    }
    return size[0];
  }

  private static void write(
      MessageKind kind, ByteString message, OutputStream out, PayloadCopier payloads)
      throws IOException {
    visit(
        message,
        (field, content, whole) -> {
          if (isPayload(kind, field)) {
            Payload payload = Payload.parseFrom(content);
            writeHeader(payload.getField(), payload.getLength(), out);
            payloads.copy(payload, out);
          } else if (content != null && kind.child(field) != null) {
            writeHeader(field, size(kind.child(field), content), out);
            write(kind.child(field), content, out, payloads);
          } else {
            whole.writeTo(out);
          }
        });
  }

  private static boolean isPayload(MessageKind kind, int field) {
    return kind == MessageKind.TENSOR && field == TensorProto.PAYLOAD_FIELD_NUMBER;
  }

  private static long delimited(int field, long length) {
    return Varints.size(Integer.toUnsignedLong(Varints.tag(field, Varints.DELIMITED)))
        + Varints.size(length)
        + length;
  }

  private static void writeHeader(int field, long length, OutputStream out) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    Varints.write(Integer.toUnsignedLong(Varints.tag(field, Varints.DELIMITED)), header);
    Varints.write(length, header);
    header.writeTo(out);
  }

  private static void visit(ByteString message, FieldVisitor visitor) throws IOException {
    CodedInputStream in = message.newCodedInput();
    in.setSizeLimit(Integer.MAX_VALUE);
    while (!in.isAtEnd()) {
      int start = in.getTotalBytesRead();
      int tag = in.readTag();
      if ((tag & 7) == Varints.DELIMITED) {
        int length = in.readRawVarint32();
        int from = in.getTotalBytesRead();
        in.skipRawBytes(length);
        int end = in.getTotalBytesRead();
        visitor.field(tag >>> 3, message.substring(from, end), message.substring(start, end));
      } else {
        if (!in.skipField(tag)) {
          throw new InvalidProtocolBufferException("a group has no end");
        }
        visitor.field(tag >>> 3, null, message.substring(start, in.getTotalBytesRead()));
      }
    }
  }
}
