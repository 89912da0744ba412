package org.woq4j.runtime.onnx;

import ai.onnxruntime.OrtException;

/** A model cannot be run here. The message is the reason, a sentence without a full stop. */
final class NotRunnableException extends Exception {

  private static final long serialVersionUID = 1L;

  NotRunnableException(String reason) {
    super(reason);
  }

  NotRunnableException(String what, OrtException cause) {
    super(what + ": " + reason(cause), cause);
  }

  /** The runtime's message on one line, without its prefix and its full stop. */
  private static String reason(OrtException cause) {
    String message = String.valueOf(cause.getMessage());
    int prefix = message.indexOf("message: ");
    String reason = prefix < 0 ? message : message.substring(prefix + "message: ".length());
    return reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
  }
}
