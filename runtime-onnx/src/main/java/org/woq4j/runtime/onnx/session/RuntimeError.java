package org.woq4j.runtime.onnx.session;

import org.woq4j.api.ErrorCode;

/** Errors of running models. */
public enum RuntimeError implements ErrorCode {
  /** ONNX Runtime itself does not start on this machine. */
  UNAVAILABLE("runtime.unavailable", Category.RESOURCE),
  /** An execution provider is unknown, or this build of ONNX Runtime lacks it. */
  PROVIDER("runtime.provider", Category.USER),
  /** The float model does not load or is not supported here, so it cannot be calibrated. */
  FLOAT_MODEL("runtime.float-model", Category.USER),
  /** The float model does not run on a batch. */
  BATCH("runtime.batch", Category.USER),
  /** The written model does not load. */
  LOAD("runtime.load", Category.INTERNAL),
  /** The written model loads, but does not run on inputs on which the float model runs. */
  RUN("runtime.run", Category.INTERNAL),
  /** An input or an output has changed its name, type or shape. */
  INTERFACE("runtime.interface", Category.INTERNAL),
  /** A value is not finite although the float model's value is. */
  NOT_FINITE("runtime.not-finite", Category.USER),
  /** The written model stores a wrong weight. */
  WRONG_WEIGHT("runtime.wrong-weight", Category.INTERNAL);

  private final String id;
  private final Category category;

  RuntimeError(String id, Category category) {
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
