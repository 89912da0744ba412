package org.woq4j.runtime.onnx;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong when models are run. */
final class RuntimeError {

  /** ONNX Runtime itself does not start on this machine. */
  static final ErrorCode UNAVAILABLE = new ErrorCode("runtime.unavailable", Category.RESOURCE);

  /** An execution provider is unknown, or this build of ONNX Runtime lacks it. */
  static final ErrorCode PROVIDER = new ErrorCode("runtime.provider", Category.USER);

  /** The float model does not load or is not supported here, so that it gives no activations. */
  static final ErrorCode FLOAT_MODEL = new ErrorCode("runtime.float_model", Category.USER);

  /** The float model does not run on a batch. */
  static final ErrorCode BATCH = new ErrorCode("runtime.batch", Category.USER);

  /** The written model does not load. */
  static final ErrorCode LOAD = new ErrorCode("runtime.load", Category.INTERNAL);

  /** The written model loads, but does not run on inputs on which the float model runs. */
  static final ErrorCode RUN = new ErrorCode("runtime.run", Category.INTERNAL);

  /** An input or an output has changed its name, type or shape. */
  static final ErrorCode INTERFACE = new ErrorCode("runtime.interface", Category.INTERNAL);

  /** A number is not finite where the float model's is. */
  static final ErrorCode NOT_FINITE = new ErrorCode("runtime.not_finite", Category.USER);

  /** What is stored is not what was meant to be stored. */
  static final ErrorCode WRONG_WEIGHT = new ErrorCode("runtime.wrong_weight", Category.INTERNAL);

  private RuntimeError() {}
}
