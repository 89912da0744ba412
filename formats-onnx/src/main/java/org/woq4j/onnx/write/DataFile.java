package org.woq4j.onnx.write;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.wire.Skeleton;

/**
 * The file for the bytes of an output's tensors. New tensors are written to it by position; it
 * becomes the output's external data, or is read back when the bytes go into the model.
 */
final class DataFile implements AutoCloseable {

  /** The source that stands in a payload for this file. */
  static final int SOURCE = -1;

  /** ONNX Runtime can map tensors that begin at a page. */
  private static final int PAGE = 4096;

  private static final long LARGE = 1 << 20;
  private static final int SMALL_ALIGNMENT = 64;
  private static final int COPY_BYTES = 1 << 18;

  private final FileChannel channel;
  private final Map<Payload, Payload> copied = new HashMap<>();
  private long end;

  DataFile(Path file) throws IOException {
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Where the next tensor of the given size goes; the file is not written. */
  Payload reserve(long length) {
    int alignment = length >= LARGE ? PAGE : SMALL_ALIGNMENT;
    long offset = (end + alignment - 1) / alignment * alignment;
    end = Math.addExact(offset, length);
    return Payload.newBuilder()
        .setSource(SOURCE)
        .setOffset(offset)
        .setLength(length)
        .setField(TensorProto.RAW_DATA_FIELD_NUMBER)
        .build();
  }

  long size() {
    return end;
  }

  void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** The bytes of a payload. */
  interface PayloadReader {
    void read(Payload payload, long position, ByteBuffer destination) throws IOException;
  }

  void read(Payload payload, long position, ByteBuffer destination) throws IOException {
    long at = payload.getOffset() + position;
    while (destination.hasRemaining()) {
      int count = channel.read(destination, at);
      if (count < 0) {
        throw new IOException("the data file ends at byte " + at);
      }
      at += count;
    }
  }

  /** The tensor with its bytes in this file under the given name; small ones keep their own. */
  TensorProto external(TensorProto tensor, String name, PayloadReader source) throws IOException {
    if (!tensor.hasPayload()) {
      return tensor;
    }
    Payload payload = tensor.getPayload();
    if (payload.getLength() < Skeleton.LEAST_PAYLOAD) {
      ByteBuffer bytes = ByteBuffer.allocate((int) payload.getLength());
      source.read(payload, 0, bytes);
      return tensor.toBuilder()
          .clearPayload()
          .setRawData(ByteString.copyFrom(bytes.flip()))
          .build();
    }
    Payload place = payload.getSource() == SOURCE ? payload : copy(payload, source);
    return tensor.toBuilder()
        .clearPayload()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", name))
        .addExternalData(entry("offset", Long.toString(place.getOffset())))
        .addExternalData(entry("length", Long.toString(place.getLength())))
        .build();
  }

  private Payload copy(Payload payload, PayloadReader source) throws IOException {
    Payload known = copied.get(payload);
    if (known != null) {
      return known;
    }
    Payload place = reserve(payload.getLength());
    ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
    for (long done = 0; done < payload.getLength(); done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(COPY_BYTES, payload.getLength() - done));
      source.read(payload, done, buffer);
      write(buffer.flip(), place.getOffset() + done);
    }
    copied.put(payload, place);
    return place;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
