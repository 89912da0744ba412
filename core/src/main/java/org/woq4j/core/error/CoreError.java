package org.woq4j.core.error;

import org.woq4j.api.ErrorCode;

/** What can go wrong in the engine. */
public enum CoreError implements ErrorCode {
  /** The request does not fit the model, the algorithms or the formats. */
  BAD_REQUEST("core.bad_request", Category.USER),
  /** No provider, or two of one id. */
  PROVIDERS("core.providers", Category.USER),
  /** An algorithm or an emitter failed, or broke its contract. */
  PLUGIN_FAILED("core.plugin_failed", Category.PLUGIN),
  /** Calibration data does not fit the model, or its activations are not finite. */
  BAD_CALIBRATION("core.bad_calibration", Category.USER),
  /** Activations that wait for their turn cannot be kept on disk. */
  SPILL("core.spill", Category.RESOURCE),

  /** An element of a weight is NaN or infinite. */
  NOT_FINITE("core.not_finite", Category.USER);

  private final String id;
  private final Category category;

  CoreError(String id, Category category) {
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
}
