package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OrtException;

/** A model cannot be run on this machine. The message is the reason, without a full stop. */
public final class NotRunnableException extends Exception {

  private static final long serialVersionUID = 1L;

  public NotRunnableException(String reason) {
    super(reason);
  }

  public NotRunnableException(OrtException cause) {
    super(OnnxRuntime.reason(cause), cause);
  }
}
