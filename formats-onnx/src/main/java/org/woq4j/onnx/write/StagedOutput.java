package org.woq4j.onnx.write;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.OnnxError;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.read.TensorMap;
import org.woq4j.onnx.wire.Expansion;

/**
 * A model in the making, in a temporary folder beside its output. First all new tensors are
 * reserved, in an order that does not change from run to run; then their bytes are written, by any
 * number of threads; then the model is finished by one. Closing it removes the folder and what was
 * not published.
 */
public final class StagedOutput implements AutoCloseable {

  /** Protobuf's limit for one message. */
  private static final long MOST_INLINE = Integer.MAX_VALUE;

  private static final int COPY_BYTES = 1 << 18;

  private final Destination destination;
  private final OnnxFile source;
  private final ExternalData policy;
  private final long mostInline;
  private final Path folder;
  private final Path dataPath;
  private final DataFile data;
  private final List<TensorSlot> slots = new ArrayList<>();

  private StagedOutput(
      Destination destination, OnnxFile source, ExternalData policy, long mostInline)
      throws IOException {
    this.destination = destination;
    this.source = source;
    this.policy = policy;
    this.mostInline = mostInline;
    this.folder = Files.createTempDirectory(destination.folder(), ".woq-");
    this.dataPath = folder.resolve(destination.data().getFileName());
    this.data = new DataFile(dataPath);
  }

  /**
   * Starts an output.
   *
   * @param source what the output's other tensors are read from
   * @throws WoqException if the output's folder is missing or cannot be written, or if the output
   *     or its data file is a file of the source
   */
  public static StagedOutput create(Path output, OnnxFile source, ExternalData policy) {
    return create(output, source, policy, MOST_INLINE);
  }

  static StagedOutput create(Path output, OnnxFile source, ExternalData policy, long mostInline) {
    Destination destination = Destination.of(output);
    destination.check(source.files());
    try {
      return new StagedOutput(destination, source, policy, mostInline);
    } catch (IOException e) {
      throw failed(destination.folder(), e);
    }
  }

  /**
   * Reserves a place for a new tensor.
   *
   * @throws WoqException if the new tensors do not fit into one file and may not lie in another
   */
  public TensorSlot reserve(String name, DataType type, List<Long> dims) {
    Payload payload = data.reserve(type.bytes(dims));
    if (policy == ExternalData.NEVER && data.size() > mostInline) {
      throw tooLarge();
    }
    TensorSlot slot =
        new TensorSlot(
            TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(dims)
                .setPayload(payload)
                .build());
    slots.add(slot);
    return slot;
  }

  /**
   * Writes a part of a reserved tensor. Safe for several threads.
   *
   * @param offset where in the tensor the part begins, in bytes
   * @param bytes holds the part; may be used again when this returns
   * @param from index of the part's first byte
   * @param length bytes of the part
   */
  public void write(TensorSlot slot, long offset, byte[] bytes, int from, int length) {
    if (offset < 0 || offset + length > slot.length()) {
      throw new IndexOutOfBoundsException(
          slot.tensor().getName() + " has " + slot.length() + " bytes, not " + (offset + length));
    }
    try {
      data.write(ByteBuffer.wrap(bytes, from, length), slot.offset() + offset);
      slot.count(length);
    } catch (IOException e) {
      throw failed(dataPath, e);
    }
  }

  /**
   * Writes the model's files under their final names into the temporary folder. To be called once,
   * when all bytes are written.
   *
   * @param model its tensors hold their bytes, are the source's, or are those of slots
   */
  public StagedModel finish(ModelProto model) {
    for (TensorSlot slot : slots) {
      if (!slot.isWhole()) {
        throw WoqException.of(
            OnnxError.INCOMPLETE,
            Issue.of(
                "the tensor " + slot.tensor().getName() + " was not written whole",
                "this is a defect of the format that stores it"));
      }
    }
    Path file = folder.resolve(destination.model().getFileName());
    try {
      ByteString skeleton = model.toByteString();
      boolean external = external(new Expansion(skeleton).size());
      if (external) {
        skeleton = TensorMap.applyToInitializers(model, this::externalTensor).toByteString();
      }
      write(new Expansion(skeleton), file);
      data.close();
      if (!external) {
        Files.delete(dataPath);
      }
      return new Staged(file, external ? dataPath : null, destination);
    } catch (IOException e) {
      throw failed(file, e);
    } catch (UncheckedIOException e) {
      throw failed(file, e.getCause());
    }
  }

  private boolean external(long inlineSize) {
    if (policy == ExternalData.NEVER && inlineSize > mostInline) {
      throw tooLarge();
    }
    return policy == ExternalData.ALWAYS
        || (policy == ExternalData.AUTO && inlineSize > mostInline);
  }

  private TensorProto externalTensor(TensorProto tensor) {
    try {
      return data.external(tensor, dataPath.getFileName().toString(), this::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Expansion expansion, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);
      expansion.write(out, (payload, to) -> copy(payload, buffer, to));
    }
  }

  private void copy(Payload payload, ByteBuffer buffer, OutputStream out) throws IOException {
    WritableByteChannel channel = Channels.newChannel(out);
    for (long done = 0; done < payload.getLength(); done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(COPY_BYTES, payload.getLength() - done));
      read(payload, done, buffer);
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private void read(Payload payload, long position, ByteBuffer destinationBuffer)
      throws IOException {
    if (payload.getSource() == DataFile.SOURCE) {
      data.read(payload, position, destinationBuffer);
    } else {
      source
          .bytes(
              TensorProto.newBuilder()
                  .setDataType(DataType.UINT8.number())
                  .setPayload(payload)
                  .build())
          .read(position, destinationBuffer);
    }
  }

  private WoqException tooLarge() {
    return WoqException.of(
        OnnxError.TOO_LARGE,
        Issue.of(
            destination.model() + " would be larger than the 2 GB that one ONNX file may have",
            "set external_data: auto"));
  }

  private static WoqException failed(Path file, IOException cause) {
    return new WoqException(
        OnnxError.WRITE,
        List.of(
            Issue.of(
                file + " cannot be written: " + cause.getMessage(), "is there room on the disk?")),
        cause);
  }

  @Override
  public void close() {
    try {
      data.close();
      try (Stream<Path> left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private record Staged(Path file, Path data, Destination destination) implements StagedModel {

    @Override
    public long bytes() {
      try {
        return Files.size(file) + (data == null ? 0 : Files.size(data));
      } catch (IOException e) {
        throw failed(file, e);
      }
    }

    @Override
    public boolean hasExternalData() {
      return data != null;
    }

    @Override
    public void publish() {
      try {
        destination.receive(file, data);
      } catch (IOException e) {
        throw failed(destination.model(), e);
      }
    }
  }
}
