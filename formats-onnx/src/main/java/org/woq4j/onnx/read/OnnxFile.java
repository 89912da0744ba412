package org.woq4j.onnx.read;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;

/**
 * An opened ONNX model whose large tensors stay in their files. Safe for several threads; nothing
 * can be read from it after {@link #close}. Interrupting a thread that reads closes the file that
 * it reads.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is written
public final class OnnxFile implements AutoCloseable {

  private OnnxFile() {}

  /**
   * Opens a model and checks all its tensors against their bytes.
   *
   * @throws org.woq4j.api.WoqException if the file is missing, cannot be read or is no sound model;
   *     names every tensor that is wrong
   */
  public static OnnxFile open(Path file) {
    throw new UnsupportedOperationException(file.toString());
  }

  /** The model's file, as it was given. */
  public Path path() {
    throw new UnsupportedOperationException();
  }

  /** The model's file and every external file that a tensor lies in, in order of appearance. */
  public List<Path> files() {
    throw new UnsupportedOperationException();
  }

  /**
   * The model. Tensors of 1 KiB and more, and all tensors with external data, have a {@code
   * payload} in place of their bytes and of their external_data entries.
   */
  public ModelProto model() {
    throw new UnsupportedOperationException();
  }

  /**
   * The bytes of a tensor of this model, or of one that holds its own.
   *
   * @throws org.woq4j.api.WoqException if its bytes contradict its dims and type
   * @throws IllegalArgumentException if it is a tensor of strings or of an unknown type
   */
  public TensorBytes bytes(TensorProto tensor) {
    throw new UnsupportedOperationException(tensor.getName());
  }

  /** Bytes of the model's file and of all external data that its tensors name, counted once. */
  public long totalBytes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
