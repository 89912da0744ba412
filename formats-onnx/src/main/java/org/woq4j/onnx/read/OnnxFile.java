package org.woq4j.onnx.read;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.WoqException;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.InlineData;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.OpenedFile;
import org.woq4j.onnx.tensor.TensorBytes;
import org.woq4j.onnx.tensor.TensorCheck;

/**
 * An opened ONNX model; its large tensors stay in their files. Safe for several threads; nothing
 * can be read from it after {@link #close}. Interrupting a reading thread closes the file that it
 * reads.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/ExternalData.md">External data</a>
 */
public final class OnnxFile implements AutoCloseable {

  /** Tensors of this many bytes or more stay in their files. */
  public static final int LARGE = 1024;

  /** The source of a payload with bytes in the model's own file. */
  static final int MODEL = 0;

  private final SourceFiles source;
  private final List<OpenedFile> files;
  private final ModelProto asRead;
  private final ModelProto model;

  private OnnxFile(
      SourceFiles source, List<OpenedFile> files, ModelProto asRead, ModelProto model) {
    this.source = source;
    this.files = List.copyOf(files);
    this.asRead = asRead;
    this.model = model;
  }

  /**
   * Opens a model and checks all its tensors against their bytes.
   *
   * @throws WoqException if the file is missing, cannot be read or is not a valid model; names
   *     every invalid tensor
   */
  public static OnnxFile open(Path file) {
    return open(SourceFiles.of(file));
  }

  /**
   * Opens the files of a model and checks all its tensors against their bytes.
   *
   * @param source closed with this, or when opening fails
   * @throws WoqException as for a file
   */
  public static OnnxFile open(SourceFiles source) {
    List<OpenedFile> files = new ArrayList<>();
    try {
      files.add(OpenedFile.open(source.name(), source.model()));
      ModelProto parsed = ModelParser.parse(files.get(MODEL));
      ModelProto model = new TensorResolver(files, source).resolve(parsed);
      return new OnnxFile(source, files, model, model);
    } catch (RuntimeException | Error failed) {
      files.forEach(OpenedFile::close);
      source.close();
      throw failed;
    }
  }

  /** The model's name in messages: the path of a file as it was given. */
  public String name() {
    return source.name();
  }

  /** The model's file and every file with external data, in order of appearance. */
  public List<Path> files() {
    return files.stream().map(OpenedFile::path).toList();
  }

  /**
   * The model. Tensors of at least {@link #LARGE} bytes that are stored as one little-endian array,
   * and all tensors with external data, have a {@code payload} instead of their bytes and
   * external_data entries.
   */
  public ModelProto model() {
    return model;
  }

  /** The model before {@link #with} gave it another form. */
  public ModelProto asRead() {
    return asRead;
  }

  /**
   * The same files with another form of the model, such as one with inlined functions. Closing
   * either closes both.
   */
  public OnnxFile with(ModelProto form) {
    return new OnnxFile(source, files, asRead, form);
  }

  /**
   * The bytes of a tensor of this model, or of a tensor that contains its bytes.
   *
   * @throws WoqException if its bytes contradict its dims and type, or it is a tensor of strings or
   *     of an unknown type
   */
  public TensorBytes bytes(TensorProto tensor) {
    TensorCheck.issue(tensor)
        .ifPresent(
            issue -> {
              throw OnnxError.TENSOR.because(
                  name(tensor) + ": " + issue.message(), issue.cure().orElseThrow());
            });
    DataType type =
        DataType.of(tensor.getDataType())
            .filter(known -> known != DataType.STRING)
            .orElseThrow(() -> noNumbers(tensor));
    return tensor.hasPayload() ? bytes(tensor.getPayload()) : InlineData.bytes(tensor, type);
  }

  private static WoqException noNumbers(TensorProto tensor) {
    String type = DataType.of(tensor.getDataType()).map(DataType::name).orElse("unknown");
    return OnnxError.TENSOR.because(
        name(tensor) + " is read as numbers, but its type is " + type, "export the model again");
  }

  /** The bytes of a payload of this model. */
  public TensorBytes bytes(Payload payload) {
    return files.get(payload.getSource()).part(payload.getOffset(), payload.getLength());
  }

  /** Bytes of the model's file and of all external data that its tensors name, counted once. */
  public long totalBytes() {
    Map<ByteString, Long> external = new HashMap<>();
    ModelTensors.forEach(
        asRead,
        tensor -> {
          if (tensor.getPayload().getSource() != MODEL) {
            external.put(tensor.getPayload().toByteString(), tensor.getPayload().getLength());
          }
        });
    return files.get(MODEL).size() + external.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    files.forEach(OpenedFile::close);
    source.close();
  }

  static String name(TensorProto tensor) {
    return tensor.getName().isEmpty() ? "an unnamed tensor" : "tensor '" + tensor.getName() + "'";
  }
}
