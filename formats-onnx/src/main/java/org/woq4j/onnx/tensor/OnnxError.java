package org.woq4j.onnx.tensor;

import java.io.IOException;
import java.util.List;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** Errors of reading, changing and writing ONNX files. */
public enum OnnxError implements ErrorCode {
  /** The model file is missing or not a regular file. */
  NOT_FOUND("onnx.not-found", Category.USER),
  /** The model file is not a valid ONNX model. */
  MALFORMED("onnx.malformed", Category.USER),
  /** A tensor's dims, type and bytes contradict each other, or its external data cannot be read. */
  TENSOR("onnx.tensor", Category.USER),
  /** An input of the model cannot be fed by calibration. */
  INPUT("onnx.input", Category.USER),
  /** Calibration data are missing, or are not tensors that the model accepts. */
  DATA("onnx.data", Category.USER),
  /** An element of a weight is infinite or NaN. */
  NOT_FINITE("onnx.not-finite", Category.USER),
  /** The output cannot be written to the requested place. */
  OUTPUT("onnx.output", Category.USER),
  /** The model does not fit into one file. */
  TOO_LARGE("onnx.too-large", Category.USER),
  /** The model's structure needs more memory than is available. */
  MEMORY("onnx.memory", Category.RESOURCE),
  /** A file could not be read. */
  READ("onnx.read", Category.RESOURCE),
  /** A file could not be written or moved. */
  WRITE("onnx.write", Category.RESOURCE),
  /** A tensor of the output was not written completely. */
  INCOMPLETE("onnx.incomplete", Category.INTERNAL);

  private final String id;
  private final Category category;

  OnnxError(String id, Category category) {
    this.id = id;
    this.category = category;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Category category() {
    return category;
  }

  /** An exception of this kind with one problem. */
  public WoqException because(String message, String cure) {
    return WoqException.of(this, Issue.of(message, cure));
  }

  /** An exception of this kind that a failure of the file system caused. */
  public WoqException because(String message, IOException cause) {
    String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    return new WoqException(this, List.of(Issue.of(message + ": " + reason)), cause);
  }
}
