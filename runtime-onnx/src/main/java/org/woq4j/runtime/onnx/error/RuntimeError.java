package org.woq4j.runtime.onnx.error;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong when models are run. */
public final class RuntimeError {

  /** ONNX Runtime itself does not start on this machine. */
  public static final ErrorCode UNAVAILABLE =
      new ErrorCode("runtime.unavailable", Category.RESOURCE);

  /** The process that runs models for us ended before its work. */
  public static final ErrorCode CHILD = new ErrorCode("runtime.child", Category.RESOURCE);

  /** An execution provider is unknown, or this build of ONNX Runtime lacks it. */
  public static final ErrorCode PROVIDER = new ErrorCode("runtime.provider", Category.USER);

  /** The float model does not load or is not supported here, so that it gives no activations. */
  public static final ErrorCode FLOAT_MODEL = new ErrorCode("runtime.float_model", Category.USER);

  /** The float model does not run on a batch. */
  public static final ErrorCode BATCH = new ErrorCode("runtime.batch", Category.USER);

  /** The written model does not load. */
  public static final ErrorCode LOAD = new ErrorCode("runtime.load", Category.INTERNAL);

  /** The written model loads, but does not run on inputs on which the float model runs. */
  public static final ErrorCode RUN = new ErrorCode("runtime.run", Category.INTERNAL);

  /** An input or an output has changed its name, type or shape. */
  public static final ErrorCode INTERFACE = new ErrorCode("runtime.interface", Category.INTERNAL);

  /** A number is not finite where the float model's is. */
  public static final ErrorCode NOT_FINITE = new ErrorCode("runtime.not_finite", Category.USER);

  /** What is stored is not what was meant to be stored. */
  public static final ErrorCode WRONG_WEIGHT =
      new ErrorCode("runtime.wrong_weight", Category.INTERNAL);

  /** What a foreign format wrote does not run, or is not what was meant to be stored. */
  public static final ErrorCode FORMAT = new ErrorCode("runtime.format", Category.PLUGIN);

  /** A model that is evaluated does not load, or does not run on the data. */
  public static final ErrorCode EVALUATED = new ErrorCode("runtime.evaluated", Category.USER);

  private RuntimeError() {}
}
