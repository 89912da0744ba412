package org.woq4j.onnx.read;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Walks over the fields of serialized protobuf messages and skips their values, through a small
 * window of bytes that are read by position. Not safe for several threads.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf encoding</a>
 */
final class WireInput {

  private static final int WINDOW = 8192;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;

  private final TensorBytes bytes;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long windowStart;

  WireInput(TensorBytes bytes) {
    this.bytes = bytes;
  }

  TensorBytes bytes() {
    return bytes;
  }

  long position() {
    return windowStart + window.position();
  }

  void position(long position) {
    long inWindow = position - windowStart;
    if (inWindow >= 0 && inWindow <= window.limit()) {
      window.position((int) inWindow);
    } else {
      windowStart = position;
      window.position(0).limit(0);
    }
  }

  /**
   * Reads the field at the current position and moves to its end. The message ends at {@code end}.
   */
  WireField next(long end) throws InvalidProtocolBufferException {
    long start = position();
    int tag = tag(end);
    long afterTag = position();
    int type = tag & 7;
    long value = afterTag;
    switch (type) {
      case 0 -> varint(end);
      case 1 -> skip(8, end);
      case 2 -> {
        long length = varint(end);
        value = position();
        skip(length, end);
      }
      case START_GROUP -> skipGroup(end);
      case 5 -> skip(4, end);
      default -> throw malformed(start, "no field has wire type " + type + " here");
    }
    return new WireField(
        tag >>> 3, type == 2, start, afterTag, new WireField.Span(value, position()));
  }

  private int tag(long end) throws InvalidProtocolBufferException {
    long start = position();
    long tag = varint(end);
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw malformed(start, "a field's tag is " + Long.toUnsignedString(tag));
    }
    return (int) tag;
  }

  /** No recursion: a file can nest groups almost as deep as it is long. */
  private void skipGroup(long end) throws InvalidProtocolBufferException {
    long depth = 1;
    while (depth > 0) {
      long start = position();
      int type = tag(end) & 7;
      switch (type) {
        case 0 -> varint(end);
        case 1 -> skip(8, end);
        case 2 -> skip(varint(end), end);
        case START_GROUP -> depth++;
        case END_GROUP -> depth--;
        case 5 -> skip(4, end);
        default -> throw malformed(start, "no field has wire type " + type);
      }
    }
  }

  private void skip(long length, long end) throws InvalidProtocolBufferException {
    if (length < 0 || length > end - position()) {
      throw malformed(
          position(),
          "a field of "
              + Long.toUnsignedString(length)
              + " bytes extends past the end of its message");
    }
    position(position() + length);
  }

  private long varint(long end) throws InvalidProtocolBufferException {
    long start = position();
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = nextByte(end);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed(start, "a number is longer than ten bytes");
  }

  private byte nextByte(long end) throws InvalidProtocolBufferException {
    if (position() >= end) {
      throw malformed(position(), "a message ends within a field");
    }
    if (!window.hasRemaining()) {
      refill();
    }
    return window.get();
  }

  private void refill() {
    windowStart = position();
    window.clear().limit((int) Math.min(WINDOW, bytes.length() - windowStart));
    bytes.read(windowStart, window);
    window.flip();
  }

  private static InvalidProtocolBufferException malformed(long position, String what) {
    return new InvalidProtocolBufferException("at byte " + position + ", " + what);
  }
}
