package org.woq4j.onnx.read;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.OnnxError;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.wire.MalformedWireException;
import org.woq4j.onnx.wire.Skeleton;

/**
 * An opened ONNX model whose large tensors stay in their files. Safe for several threads; nothing
 * can be read from it after {@link #close}. Interrupting a thread that reads closes the file that
 * it reads.
 */
public final class OnnxFile implements AutoCloseable {

  private final Path path;
  private final ExternalFiles files;
  private final ModelProto model;
  private final long totalBytes;

  private OnnxFile(Path path, ExternalFiles files, ModelProto model) throws IOException {
    this.path = path;
    this.files = files;
    List<Issue> issues = new ArrayList<>();
    Set<Payload> external = new HashSet<>();
    this.model = TensorMap.apply(model, tensor -> checked(tensor, external, issues));
    if (!issues.isEmpty()) {
      throw new WoqException(OnnxError.TENSOR, issues);
    }
    this.totalBytes =
        files.channel(0).size() + external.stream().mapToLong(Payload::getLength).sum();
  }

  /**
   * Opens a model and checks all its tensors against their bytes.
   *
   * @throws WoqException if the file is missing, cannot be read or is no sound model; names every
   *     tensor that is wrong
   */
  public static OnnxFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw WoqException.of(
          OnnxError.NOT_FOUND, Issue.of("there is no file " + file, "check the model's path"));
    }
    ExternalFiles files = null;
    try {
      files = new ExternalFiles(file);
      OnnxFile opened = new OnnxFile(file, files, parse(files.channel(0)));
      files = null;
      return opened;
    } catch (MalformedWireException | InvalidProtocolBufferException e) {
      throw new WoqException(
          OnnxError.MALFORMED,
          List.of(Issue.of(file + " is no ONNX model: " + e.getMessage(), "is it complete?")),
          e);
    } catch (IOException e) {
      throw new WoqException(
          OnnxError.READ, List.of(Issue.of(file + " cannot be read: " + e.getMessage())), e);
    } finally {
      if (files != null) {
        files.close();
      }
    }
  }

  private static ModelProto parse(FileChannel channel) throws IOException {
    CodedInputStream skeleton = CodedInputStream.newInstance(Skeleton.read(channel));
    ModelProto model = ModelProto.parseFrom(skeleton);
    if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
      throw new InvalidProtocolBufferException("it has no graph or no operator set");
    }
    return model;
  }

  /** The model's file, as it was given. */
  public Path path() {
    return path;
  }

  /** The model's file and every external file that a tensor lies in, in order of appearance. */
  public List<Path> files() {
    return List.copyOf(files.files());
  }

  /**
   * The model. Tensors of 1 KiB and more, and all tensors with external data, have a {@code
   * payload} in place of their bytes and of their external_data entries.
   */
  public ModelProto model() {
    return model;
  }

  /**
   * The bytes of a tensor of this model, or of one that holds its own.
   *
   * @throws WoqException if its bytes contradict its dims and type
   * @throws IllegalArgumentException if it is a tensor of strings or of an unknown type
   */
  public TensorBytes bytes(TensorProto tensor) {
    DataType type =
        DataType.of(tensor.getDataType())
            .filter(known -> known != DataType.STRING)
            .orElseThrow(
                () -> new IllegalArgumentException(tensor.getName() + " is no tensor of numbers"));
    if (tensor.hasPayload()) {
      Payload payload = tensor.getPayload();
      return new FileBytes(
          files.files().get(payload.getSource()),
          files.channel(payload.getSource()),
          payload.getOffset(),
          payload.getLength());
    }
    HeldBytes held = HeldBytes.of(tensor, type);
    if (held.length() != type.bytes(tensor.getDimsList())) {
      throw WoqException.of(OnnxError.TENSOR, wrongLength(tensor, type, held.length()));
    }
    return held;
  }

  /** Bytes of the model's file and of all external data that its tensors name, counted once. */
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public void close() {
    files.close();
  }

  /** The tensor with its external data resolved; problems become issues. */
  private TensorProto checked(TensorProto tensor, Set<Payload> external, List<Issue> issues) {
    try {
      DataType type = DataType.of(tensor.getDataType()).orElse(DataType.STRING);
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        if (type == DataType.STRING) {
          throw new ExternalFiles.Unsound("has external data of a type that cannot have them");
        }
        Payload payload = files.payload(tensor, type);
        external.add(payload);
        return tensor.toBuilder()
            .clearExternalData()
            .clearDataLocation()
            .setPayload(payload)
            .build();
      }
      long length = rawLength(tensor);
      if (type != DataType.STRING && length >= 0 && length != type.bytes(tensor.getDimsList())) {
        issues.add(wrongLength(tensor, type, length));
      }
    } catch (ExternalFiles.Unsound | IOException e) {
      issues.add(problem(tensor, e.getMessage()));
    } catch (ArithmeticException | IllegalArgumentException e) {
      issues.add(problem(tensor, "has impossible dimensions " + tensor.getDimsList()));
    }
    return tensor;
  }

  /** Bytes of raw data, wherever they are; -1 where values are held by type. */
  private static long rawLength(TensorProto tensor) {
    if (tensor.hasPayload()) {
      return tensor.getPayload().getLength();
    }
    return tensor.hasRawData() ? tensor.getRawData().size() : -1;
  }

  private Issue wrongLength(TensorProto tensor, DataType type, long length) {
    return problem(
        tensor,
        "has "
            + length
            + " bytes where "
            + type
            + " "
            + tensor.getDimsList()
            + " needs "
            + type.bytes(tensor.getDimsList()));
  }

  private Issue problem(TensorProto tensor, String what) {
    return Issue.of(
        path + ": the tensor '" + tensor.getName() + "' " + what,
        "export the model again, with all its files");
  }
}
