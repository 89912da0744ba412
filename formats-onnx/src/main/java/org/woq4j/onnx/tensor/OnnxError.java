package org.woq4j.onnx.tensor;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with ONNX files. */
public final class OnnxError {

  /** The model file is missing or is no file. */
  public static final ErrorCode NOT_FOUND = new ErrorCode("onnx.not_found", Category.USER);

  /** The model file is no sound ONNX model. */
  public static final ErrorCode MALFORMED = new ErrorCode("onnx.malformed", Category.USER);

  /**
   * A tensor's dims, type and bytes contradict each other, or its external data are out of reach.
   */
  public static final ErrorCode TENSOR = new ErrorCode("onnx.tensor", Category.USER);

  /** An input of the model cannot be fed by calibration. */
  public static final ErrorCode INPUT = new ErrorCode("onnx.input", Category.USER);

  /** Calibration data is missing, or is no tensor that the model can be fed with. */
  public static final ErrorCode DATA = new ErrorCode("onnx.data", Category.USER);

  /** An element of a weight is infinite or no number. */
  public static final ErrorCode NOT_FINITE = new ErrorCode("onnx.not_finite", Category.USER);

  /** The output cannot be where it was asked for. */
  public static final ErrorCode OUTPUT = new ErrorCode("onnx.output", Category.USER);

  /** The model would be larger than one file may be. */
  public static final ErrorCode TOO_LARGE = new ErrorCode("onnx.too_large", Category.USER);

  /** The model's structure needs more memory than there is. */
  public static final ErrorCode MEMORY = new ErrorCode("onnx.memory", Category.RESOURCE);

  /** A file could not be read. */
  public static final ErrorCode READ = new ErrorCode("onnx.read", Category.RESOURCE);

  /** A file could not be written or moved. */
  public static final ErrorCode WRITE = new ErrorCode("onnx.write", Category.RESOURCE);

  /** An emitter has not written a tensor whole. */
  public static final ErrorCode INCOMPLETE = new ErrorCode("onnx.incomplete", Category.PLUGIN);

  /** A node means something else in the newer operator set and cannot be rewritten. */
  public static final ErrorCode NO_SAFE_CONVERSION =
      new ErrorCode("onnx.no_safe_conversion", Category.USER);

  private OnnxError() {}
}
