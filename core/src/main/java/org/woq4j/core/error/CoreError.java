package org.woq4j.core.error;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong in the engine. */
public final class CoreError {

  /** The request does not fit the model, the algorithms or the formats. */
  public static final ErrorCode BAD_REQUEST = new ErrorCode("core.bad_request", Category.USER);

  /** No provider, or two of one id. */
  public static final ErrorCode PROVIDERS = new ErrorCode("core.providers", Category.USER);

  /** An algorithm or an emitter failed, or broke its contract. */
  public static final ErrorCode PLUGIN_FAILED =
      new ErrorCode("core.plugin_failed", Category.PLUGIN);

  /** Calibration data does not fit the model, or its activations are not finite. */
  public static final ErrorCode BAD_CALIBRATION =
      new ErrorCode("core.bad_calibration", Category.USER);

  /** Activations that wait for their turn cannot be kept on disk. */
  public static final ErrorCode SPILL = new ErrorCode("core.spill", Category.RESOURCE);

  private CoreError() {}
}
