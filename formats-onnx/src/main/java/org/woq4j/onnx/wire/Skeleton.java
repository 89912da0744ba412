package org.woq4j.onnx.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;

/**
 * A model's bytes without those of its large tensors: in the place of each stands a {@link Payload}
 * that says where they are. Everything else, known or not, is copied as it is.
 */
public final class Skeleton {

  /** Tensors from this size on are left in their file. */
  public static final int LEAST_PAYLOAD = 1024;

  /** As deep as protobuf-java parses. */
  private static final int MOST_DEPTH = 100;

  private final FileWindow file;

  private Skeleton(FileWindow file) {
    this.file = file;
  }

  /**
   * Reads a model's skeleton.
   *
   * @throws MalformedWireException if the file holds no protobuf message
   */
  public static byte[] read(FileChannel channel) throws IOException {
    FileWindow file = new FileWindow(channel);
    return new Skeleton(file).message(MessageKind.MODEL, file.size(), 0).toByteArray();
  }

  private ByteArrayOutputStream message(MessageKind kind, long end, int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw new MalformedWireException("its graphs are nested too deeply");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean hasPayload = false;
    while (file.position() < end) {
      long tag = readVarint(end);
      int field = (int) (tag >>> 3);
      if (field == 0 || tag > 0xffffffffL) {
        throw new MalformedWireException("byte " + file.position() + " is no field");
      }
      switch ((int) tag & 7) {
        case Varints.VARINT -> {
          Varints.write(tag, out);
          Varints.write(readVarint(end), out);
        }
        case Varints.FIXED64 -> copy(tag, 8, end, out);
        case Varints.FIXED32 -> copy(tag, 4, end, out);
        case Varints.DELIMITED -> {
          long length = readVarint(end);
          checkLength(length, end);
          if (kind.child(field) != null) {
            ByteArrayOutputStream child =
                message(kind.child(field), file.position() + length, depth + 1);
            Varints.write(tag, out);
            Varints.write(child.size(), out);
            child.writeTo(out);
          } else if (kind == MessageKind.TENSOR && isPayload(field, length)) {
            if (hasPayload) {
              throw new MalformedWireException("a tensor's data come in several pieces");
            }
            hasPayload = true;
            placeholder(field, length, out);
            file.skip(length);
          } else {
            Varints.write(tag, out);
            Varints.write(length, out);
            file.copy(length, out);
          }
        }
        default -> throw new MalformedWireException("byte " + file.position() + " is no field");
      }
    }
    return out;
  }

  private static boolean isPayload(int field, long length) {
    return length >= LEAST_PAYLOAD
        && (field == TensorProto.RAW_DATA_FIELD_NUMBER
            || field == TensorProto.FLOAT_DATA_FIELD_NUMBER);
  }

  private void placeholder(int field, long length, ByteArrayOutputStream out) {
    byte[] payload =
        Payload.newBuilder()
            .setSource(0)
            .setOffset(file.position())
            .setLength(length)
            .setField(field)
            .build()
            .toByteArray();
    Varints.write(
        Integer.toUnsignedLong(Varints.tag(TensorProto.PAYLOAD_FIELD_NUMBER, Varints.DELIMITED)),
        out);
    Varints.write(payload.length, out);
    out.writeBytes(payload);
  }

  private void copy(long tag, int length, long end, ByteArrayOutputStream out) throws IOException {
    checkLength(length, end);
    Varints.write(tag, out);
    file.copy(length, out);
  }

  private void checkLength(long length, long end) throws MalformedWireException {
    if (length < 0 || length > end - file.position()) {
      throw new MalformedWireException(
          "a field at byte " + file.position() + " reaches beyond its message");
    }
  }

  private long readVarint(long end) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (file.position() >= end) {
        throw new MalformedWireException("it ends in the middle of a field");
      }
      int next = file.readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedWireException("byte " + file.position() + " is no number");
  }
}
