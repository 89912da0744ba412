package org.woq4j.onnx.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.OpenedFile;
import org.woq4j.onnx.tensor.Problems;
import org.woq4j.onnx.tensor.TensorCheck;

/** Finds the external data of a model and checks every tensor; reports all problems at once. */
final class TensorResolver {

  private final List<OpenedFile> files;
  private final ExternalFiles external;
  private final Problems problems = new Problems();

  /**
   * A resolver for one model.
   *
   * @param files the model's file; external files are added when they are opened
   * @param source where they come from
   */
  TensorResolver(List<OpenedFile> files, SourceFiles source) {
    this.files = files;
    this.external = new ExternalFiles(files, source);
  }

  /** The model with a payload in every tensor that has external data. */
  ModelProto resolve(ModelProto model) {
    ModelProto resolved = ModelTensors.map(model, this::tensor);
    problems.throwAny(OnnxError.TENSOR);
    return resolved;
  }

  private TensorProto tensor(TensorProto tensor) {
    try {
      boolean isExternal = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
      TensorProto resolved = isExternal ? withPayload(tensor) : tensor;
      TensorCheck.issue(resolved).ifPresent(issue -> report(tensor, issue));
      return resolved;
    } catch (WoqException problem) {
      problem.issues().forEach(issue -> report(tensor, issue));
      return tensor;
    }
  }

  private void report(TensorProto tensor, Issue issue) {
    String message = OnnxFile.name(tensor) + " in " + files.get(0).name() + ": " + issue.message();
    problems.add(new Issue(issue.location(), message, issue.cure()));
  }

  private TensorProto withPayload(TensorProto tensor) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.get("location");
    if (location == null) {
      throw OnnxError.TENSOR.because(
          "its external data have no location", "export the model again");
    }
    int source = external.open(location);
    OpenedFile file = files.get(source);
    long offset = number(entries, "offset").orElse(0L);
    long length = number(entries, "length").orElseGet(() -> length(tensor, file, offset));
    if (offset > file.size() || length > file.size() - offset) {
      throw OnnxError.TENSOR.because(
          String.format(
              "its external data begin at byte %d and are %d bytes long, but '%s' has only %d",
              offset, length, location, file.size()),
          "check that the file is whole");
    }
    return ModelTensors.withoutBytes(tensor)
        .setPayload(
            Payload.newBuilder()
                .setSource(source)
                .setOffset(offset)
                .setLength(length)
                .setField(TensorProto.RAW_DATA_FIELD_NUMBER))
        .build();
  }

  private static Optional<Long> number(Map<String, String> entries, String key) {
    String text = entries.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number >= 0) {
        return Optional.of(number);
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, like a negative number.
    }
    throw OnnxError.TENSOR.because(
        "its external data's " + key + " is '" + text + "'", "it must be a number of bytes");
  }

  private static long length(TensorProto tensor, OpenedFile file, long offset) {
    try {
      return DataType.of(tensor.getDataType())
          .map(type -> type.bytes(tensor.getDimsList()))
          .orElse(file.size() - offset);
    } catch (IllegalArgumentException | ArithmeticException contradiction) {
      // The check of the dims reports it.
      return 0;
    }
  }
}
