package org.woq4j.onnx.read;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorProto.DataLocation;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.InlineData;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;
import org.woq4j.onnx.tensor.TensorCheck;

/**
 * A tensor that is stored in its own file, read completely.
 *
 * @param tensor its name and dims
 * @param type its element type, of a fixed size
 * @param bytes its elements
 */
public record TensorFile(TensorProto tensor, DataType type, TensorBytes bytes) {

  private static final String CURE = "write it with onnx.save_tensor";

  /** Several are in memory at once. */
  private static final int HEAP_SHARE = 8;

  /**
   * Reads a file.
   *
   * @param what description of the file, to begin messages with
   * @throws org.woq4j.api.WoqException if it does not contain a complete tensor
   */
  public static TensorFile read(Path file, String what) {
    TensorProto tensor = parse(file, what);
    problem(tensor)
        .ifPresent(
            problem -> {
              throw OnnxError.DATA.because(what + ": " + problem, CURE);
            });
    DataType type = DataType.of(tensor.getDataType()).orElseThrow();
    return new TensorFile(tensor, type, InlineData.bytes(tensor, type));
  }

  private static TensorProto parse(Path file, String what) {
    try {
      long most = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
      if (Files.size(file) > most) {
        throw OnnxError.MEMORY.because(
            what + " has more than " + most + " bytes", ModelParser.MORE_MEMORY);
      }
      return TensorProto.parseFrom(Files.readAllBytes(file));
    } catch (InvalidProtocolBufferException malformed) {
      throw OnnxError.DATA.because(
          what + " is not an ONNX tensor: " + malformed.getMessage(), CURE);
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot read " + what, failure);
    }
  }

  private static Optional<String> problem(TensorProto tensor) {
    if (tensor.getDataLocation() == DataLocation.EXTERNAL || tensor.hasPayload()) {
      return Optional.of("its elements are in another file");
    }
    if (tensor.hasSegment()) {
      return Optional.of("it is a segment of a larger tensor");
    }
    Optional<DataType> type = DataType.of(tensor.getDataType());
    if (type.isEmpty() || type.get() == DataType.STRING) {
      return Optional.of("it does not contain a tensor of numbers");
    }
    return TensorCheck.issue(tensor).map(Issue::message);
  }
}
