package org.woq4j.core.error;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** The error codes of the engine. */
public final class CoreError {

  /** The request does not fit the model, the algorithms or the formats. */
  public static final ErrorCode BAD_REQUEST = new ErrorCode("core.bad_request", Category.USER);

  /** A provider is missing, or two have the same id. */
  public static final ErrorCode PROVIDERS = new ErrorCode("core.providers", Category.USER);

  /** An algorithm or an emitter failed, or broke its contract. */
  public static final ErrorCode PLUGIN_FAILED =
      new ErrorCode("core.plugin_failed", Category.PLUGIN);

  /** Calibration data does not fit the model, or its activations are not finite. */
  public static final ErrorCode BAD_CALIBRATION =
      new ErrorCode("core.bad_calibration", Category.USER);

  /** Activations that do not fit into memory cannot be written to disk. */
  public static final ErrorCode SPILL = new ErrorCode("core.spill", Category.RESOURCE);

  /** The float model cannot be read from where it is. */
  public static final ErrorCode SOURCE = new ErrorCode("core.source", Category.USER);

  /** The stream for the quantized model fails. */
  public static final ErrorCode TARGET = new ErrorCode("core.target", Category.USER);

  /** The folder of a model, or the files that belong there, are not as they should be. */
  public static final ErrorCode FOLDER = new ErrorCode("core.folder", Category.USER);

  /** No temporary folder can be created. */
  public static final ErrorCode TEMPORARY = new ErrorCode("core.temporary", Category.RESOURCE);

  /** Java ran out of memory, in the engine or in a provider. */
  public static final ErrorCode OUT_OF_MEMORY =
      new ErrorCode("core.out_of_memory", Category.RESOURCE);

  /** The result has warnings, and the request accepts none. */
  public static final ErrorCode WARNING = new ErrorCode("core.warning", Category.WARNING);

  /** A figure of the result is not as the request requires. */
  public static final ErrorCode REQUIREMENT =
      new ErrorCode("core.requirement", Category.REQUIREMENT);

  private CoreError() {}
}
