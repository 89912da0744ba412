package org.woq4j.onnx.tensor;

import java.io.IOException;
import java.util.List;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** What can go wrong with ONNX files. */
public enum OnnxError implements ErrorCode {
  /** The model file is missing or is no file. */
  NOT_FOUND("onnx.not-found", Category.USER),
  /** The model file is no sound ONNX model. */
  MALFORMED("onnx.malformed", Category.USER),
  /**
   * A tensor's dims, type and bytes contradict each other, or its external data are out of reach.
   */
  TENSOR("onnx.tensor", Category.USER),
  /** An input of the model cannot be fed by calibration. */
  INPUT("onnx.input", Category.USER),
  /** Calibration data is missing, or is no tensor that the model can be fed with. */
  DATA("onnx.data", Category.USER),
  /** An element of a weight is infinite or no number. */
  NOT_FINITE("onnx.not-finite", Category.USER),
  /** The output cannot be where it was asked for. */
  OUTPUT("onnx.output", Category.USER),
  /** The model would be larger than one file may be. */
  TOO_LARGE("onnx.too-large", Category.USER),
  /** The model's structure needs more memory than there is. */
  MEMORY("onnx.memory", Category.RESOURCE),
  /** A file could not be read. */
  READ("onnx.read", Category.RESOURCE),
  /** A file could not be written or moved. */
  WRITE("onnx.write", Category.RESOURCE),
  /** A tensor of the output was not written whole. */
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

  /** An exception of this kind behind which stands a failure of the file system. */
  public WoqException because(String message, IOException cause) {
    String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    return new WoqException(this, List.of(Issue.of(message + ": " + reason)), cause);
  }
}
