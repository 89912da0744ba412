package org.woq4j.runtime.onnx;

import ai.onnxruntime.OrtException;

/** A model cannot be run here. The message is the reason, a sentence without a full stop. */
final class NotRunnableException extends Exception {

  private static final long serialVersionUID = 1L;

  NotRunnableException(String reason) {
    super(reason);
  }

  NotRunnableException(OrtException cause) {
    super(OnnxRuntime.reason(cause), cause);
  }
}
