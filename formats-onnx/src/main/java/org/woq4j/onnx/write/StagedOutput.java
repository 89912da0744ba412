package org.woq4j.onnx.write;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;

/**
 * A model in the making, in a temporary folder beside its output. First all new tensors are
 * reserved, in an order that does not change from run to run; then their bytes are written, by any
 * number of threads; then the model is finished by one. Closing it removes the folder and what was
 * not published.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is written
public final class StagedOutput implements AutoCloseable {

  private StagedOutput() {}

  /**
   * Starts an output.
   *
   * @param source what the output's other tensors are read from
   * @throws org.woq4j.api.WoqException if the output's folder is missing or cannot be written, or
   *     if the output or its data file is a file of the source
   */
  public static StagedOutput create(Path output, OnnxFile source, ExternalData policy) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reserves a place for a new tensor.
   *
   * @throws org.woq4j.api.WoqException if the new tensors do not fit into one file and may not lie
   *     in another
   */
  public TensorSlot reserve(String name, DataType type, List<Long> dims) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the model's files under their final names into the temporary folder. To be called once,
   * when all bytes are written.
   *
   * @param model its tensors hold their bytes, are the source's, or are those of slots
   */
  public StagedModel finish(ModelProto model) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
