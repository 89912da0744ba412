package org.woq4j.onnx.write;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Moves the bytes of large tensors into a data file, in the order of the tensors, and replaces them
 * by external_data entries. Tensors with equal payloads share their bytes.
 */
final class ExternalTensors implements UnaryOperator<TensorProto> {

  private final DataFile file;
  private final String location;
  private final Function<TensorProto, Optional<TensorBytes>> source;
  private final Function<Payload, OptionalLong> present;
  private final SequentialWriter writer;

  /** By serialized payloads. */
  private final Map<ByteString, Long> places = new HashMap<>();

  private boolean empty = true;

  /**
   * Moves tensors into a file.
   *
   * @param file the data file
   * @param location its name in the model's external_data entries
   * @param source finds the bytes of a tensor, if it has any
   * @param present the place of a payload's bytes in the file, if they are already there
   */
  ExternalTensors(
      DataFile file,
      String location,
      Function<TensorProto, Optional<TensorBytes>> source,
      Function<Payload, OptionalLong> present) {
    this.file = file;
    this.location = location;
    this.source = source;
    this.present = present;
    this.writer = new SequentialWriter(file);
  }

  @Override
  public TensorProto apply(TensorProto tensor) {
    Optional<TensorBytes> bytes =
        source.apply(tensor).filter(found -> found.length() >= OnnxFile.LARGE);
    return bytes.map(found -> external(tensor, found)).orElse(tensor);
  }

  /** Whether no tensor was moved. */
  boolean isEmpty() {
    return empty;
  }

  private TensorProto external(TensorProto tensor, TensorBytes bytes) {
    empty = false;
    Payload payload = tensor.getPayload();
    long offset =
        tensor.hasPayload()
            ? places.computeIfAbsent(payload.toByteString(), key -> place(payload, bytes))
            : copy(bytes);
    return ModelTensors.withoutBytes(tensor)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(bytes.length())))
        .build();
  }

  private long place(Payload payload, TensorBytes bytes) {
    OptionalLong place = present.apply(payload);
    return place.isPresent() ? place.getAsLong() : copy(bytes);
  }

  private long copy(TensorBytes bytes) {
    long place = file.place(bytes.length());
    writer.moveTo(place);
    writer.put(bytes, 0, bytes.length());
    writer.flush();
    return place;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
