package org.woq4j.onnx.write;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.read.SerializedModel;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * A model that is being written, in a temporary folder next to its output. First all new tensors
 * are reserved, in an order that does not change from run to run; then any number of threads write
 * their bytes; then one thread finishes the model. Closing removes the folder and everything that
 * was not published.
 *
 * <p>Large new tensors are written directly to their final place in the data file. If the output
 * has no external data, they are copied from there into the model file, and the data file is
 * deleted.
 */
public final class StagedOutput implements AutoCloseable {

  /** The source of a payload that refers to a slot; its offset is then the slot's index. */
  private static final int SLOT = -1;

  private final StagingFolder folder;
  private final OnnxFile source;
  private final ExternalData policy;
  private final long limit;
  private final List<TensorSlot> slots = new ArrayList<>();
  private Optional<DataFile> data = Optional.empty();
  private long reserved;

  private StagedOutput(StagingFolder folder, OnnxFile source, ExternalData policy, long limit) {
    this.folder = folder;
    this.source = source;
    this.policy = policy;
    this.limit = limit;
  }

  /**
   * Starts an output.
   *
   * @param source the file from which the output's other tensors are read
   * @throws org.woq4j.api.WoqException if the output's folder is missing or cannot be written, or
   *     if the output or its data file is a file of the source
   */
  public static StagedOutput create(Path output, OnnxFile source, ExternalData policy) {
    return create(output, source, policy, Integer.MAX_VALUE);
  }

  /**
   * Starts an output with a size limit for its model file.
   *
   * @param limit the most bytes of the model's file
   */
  static StagedOutput create(Path output, OnnxFile source, ExternalData policy, long limit) {
    StagingFolder folder = StagingFolder.nextTo(OutputFiles.of(output, source));
    return new StagedOutput(folder, source, policy, limit);
  }

  /**
   * Reserves a place for a new tensor.
   *
   * @throws org.woq4j.api.WoqException if the new tensors do not fit into one file and external
   *     data is not allowed
   */
  public TensorSlot reserve(String name, DataType type, List<Long> dims) {
    long length = type.bytes(dims);
    reserved = Math.addExact(reserved, length);
    if (policy == ExternalData.NEVER) {
      checkFits(reserved, "the new tensors take");
    }
    Payload payload =
        Payload.newBuilder()
            .setSource(SLOT)
            .setOffset(slots.size())
            .setLength(length)
            .setField(TensorProto.RAW_DATA_FIELD_NUMBER)
            .build();
    TensorProto tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.number())
            .addAllDims(dims)
            .setPayload(payload)
            .build();
    TensorSlot slot = new TensorSlot(tensor, storage(length));
    slots.add(slot);
    return slot;
  }

  private SlotStorage storage(long length) {
    if (length < OnnxFile.LARGE) {
      return new SlotStorage.OnHeap(new byte[(int) length]);
    }
    DataFile file = dataFile();
    return new SlotStorage.InFile(file, file.place(length), length);
  }

  /**
   * Writes a part of a reserved tensor. Safe for several threads.
   *
   * @param offset position of the part in the tensor, in bytes
   * @param bytes contains the part; may be reused when this returns
   * @param from index of the part's first byte
   * @param length bytes of the part
   * @throws org.woq4j.api.WoqException if writing fails
   */
  public void write(TensorSlot slot, long offset, byte[] bytes, int from, int length) {
    slot.write(offset, ByteBuffer.wrap(bytes, from, length));
  }

  /**
   * Writes the model's files into the temporary folder, under their final names. May be called
   * once, after all bytes were written.
   *
   * @param model its tensors contain their bytes, belong to the source, or belong to slots
   * @throws org.woq4j.api.WoqException if the model does not fit into one file and its tensors may
   *     not lie in another, or if the file system reports an error
   * @throws IllegalStateException if a slot was not written whole
   */
  public StagedModel finish(ModelProto model) {
    slots.forEach(TensorSlot::requireWritten);
    SerializedModel inline = SerializedModel.of(model, this::bytes);
    if (policy == ExternalData.ALWAYS || (policy == ExternalData.AUTO && inline.length() > limit)) {
      return finishWithData(model);
    }
    writeModel(inline);
    data.ifPresent(DataFile::delete);
    return new WrittenModel(folder, false);
  }

  private StagedModel finishWithData(ModelProto model) {
    DataFile file = dataFile();
    String location = folder.files().data().getFileName().toString();
    ExternalTensors external = new ExternalTensors(file, location, this::bytes, this::place);
    ModelProto outlined = ModelTensors.mapConstants(model, external);
    writeModel(SerializedModel.of(outlined, this::bytes));
    if (external.isEmpty()) {
      file.delete();
    } else {
      forceIfReplacing(file);
      file.close();
    }
    return new WrittenModel(folder, !external.isEmpty());
  }

  private void writeModel(SerializedModel model) {
    checkFits(model.length(), "the model takes");
    try (DataFile file = DataFile.create(folder.files().model())) {
      SequentialWriter writer = new SequentialWriter(file);
      model.copyTo(writer);
      writer.flush();
      forceIfReplacing(file);
    }
  }

  /** Only an output that replaces an older model can lose data if the machine fails. */
  private void forceIfReplacing(DataFile file) {
    if (Files.exists(folder.output().model())) {
      file.force();
    }
  }

  /**
   * The bytes of a tensor of the source or of a slot that was written; empty for strings and
   * unknown types.
   */
  public Optional<TensorBytes> bytes(TensorProto tensor) {
    if (tensor.hasPayload()) {
      return Optional.of(bytes(tensor.getPayload()));
    }
    return DataType.of(tensor.getDataType())
        .filter(type -> type != DataType.STRING)
        .map(type -> source.bytes(tensor));
  }

  private TensorBytes bytes(Payload payload) {
    return payload.getSource() == SLOT ? slot(payload).storage().bytes() : source.bytes(payload);
  }

  /** The place of a payload's bytes in the data file, if they are already there. */
  private OptionalLong place(Payload payload) {
    return payload.getSource() == SLOT ? slot(payload).storage().place() : OptionalLong.empty();
  }

  private TensorSlot slot(Payload payload) {
    return slots.get((int) payload.getOffset());
  }

  private DataFile dataFile() {
    if (data.isEmpty()) {
      data = Optional.of(DataFile.create(folder.files().data()));
    }
    return data.get();
  }

  private void checkFits(long bytes, String what) {
    if (bytes > limit) {
      throw OnnxError.TOO_LARGE.because(
          String.format(
              "%s: %s %d bytes, but a model file holds at most %d",
              folder.output().model(), what, bytes, limit),
          policy == ExternalData.NEVER
              ? "allow external data (%s: %s)"
                  .formatted(RecipeKeys.EXTERNAL_DATA, OptionSpec.written(ExternalData.AUTO))
              : "make the graph smaller: only constants can be external data");
    }
  }

  /** Removes everything that was not published. */
  @Override
  public void close() {
    data.ifPresent(DataFile::close);
    folder.close();
  }
}
