package org.woq4j.runtime.onnx.session;

/**
 * A model cannot be loaded or run on this machine. The message is the reason, on one line without a
 * full stop.
 */
public final class NotRunnableException extends Exception {

  private static final long serialVersionUID = 1L;

  public NotRunnableException(String reason) {
    super(reason);
  }

  NotRunnableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
