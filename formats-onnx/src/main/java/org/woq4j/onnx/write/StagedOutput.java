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
 * A model in the making, in a temporary folder beside its output. First all new tensors are
 * reserved, in an order that does not change from run to run; then their bytes are written, by any
 * number of threads; then the model is finished by one. Closing it removes the folder and what was
 * not published.
 *
 * <p>Large new tensors go straight to where they lie if the output has external data; if it has
 * none, they wait there until the model's file is written.
 */
public final class StagedOutput implements AutoCloseable {

  /** What a payload's source is if it stands for a slot; its offset is then the slot's index. */
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
   * @param source what the output's other tensors are read from
   * @throws org.woq4j.api.WoqException if the output's folder is missing or cannot be written, or
   *     if the output or its data file is a file of the source
   */
  public static StagedOutput create(Path output, OnnxFile source, ExternalData policy) {
    return create(output, source, policy, Integer.MAX_VALUE);
  }

  /**
   * Starts an output whose model file has a bound of its own.
   *
   * @param limit the most bytes of the model's file
   */
  static StagedOutput create(Path output, OnnxFile source, ExternalData policy, long limit) {
    StagingFolder folder = StagingFolder.beside(OutputFiles.of(output, source));
    return new StagedOutput(folder, source, policy, limit);
  }

  /**
   * Reserves a place for a new tensor.
   *
   * @throws org.woq4j.api.WoqException if the new tensors do not fit into one file and may not lie
   *     in another
   */
  public TensorSlot reserve(String name, DataType type, List<Long> dims) {
    long length = type.bytes(dims);
    reserved = Math.addExact(reserved, length);
    if (policy == ExternalData.NEVER) {
      checkFits(reserved, "the new tensors alone take");
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
   * @param offset where in the tensor the part begins, in bytes
   * @param bytes holds the part; may be used again when this returns
   * @param from index of the part's first byte
   * @param length bytes of the part
   * @throws org.woq4j.api.WoqException if the disk refuses it
   */
  public void write(TensorSlot slot, long offset, byte[] bytes, int from, int length) {
    slot.write(offset, ByteBuffer.wrap(bytes, from, length));
  }

  /**
   * Writes the model's files under their final names into the temporary folder. To be called once,
   * when all bytes are written.
   *
   * @param model its tensors hold their bytes, are the source's, or are those of slots
   * @throws org.woq4j.api.WoqException if a slot was not written whole, if the model does not fit
   *     into one file and its tensors may not lie in another, or if the disk refuses it
   */
  public StagedModel finish(ModelProto model) {
    slots.forEach(TensorSlot::checkWritten);
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

  /** Only what takes the place of an older model has something to lose to a failing machine. */
  private void forceIfReplacing(DataFile file) {
    if (Files.exists(folder.output().model())) {
      file.force();
    }
  }

  /** The bytes of a tensor of the source or of a slot; empty for strings and unknown types. */
  private Optional<TensorBytes> bytes(TensorProto tensor) {
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

  /** Where in the data file a payload's bytes lie already. */
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
              "%s: %s %d bytes, but the file of a model holds at most %d",
              folder.output().model(), what, bytes, limit),
          policy == ExternalData.NEVER
              ? "let tensors lie in a file of their own (%s: %s)"
                  .formatted(RecipeKeys.EXTERNAL_DATA, OptionSpec.written(ExternalData.AUTO))
              : "make the model's parts other than constants smaller");
    }
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    data.ifPresent(DataFile::close);
    folder.close();
  }
}
