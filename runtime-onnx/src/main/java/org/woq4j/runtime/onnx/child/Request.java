package org.woq4j.runtime.onnx.child;

/**
 * What this process asks of its child. A request is the number of the call (int), the number of the
 * model (int), the name of its kind, and the content; see {@link Reply} for the answer.
 */
enum Request {
  /** Load a model from a file: its path, the settings. */
  LOAD_FILE,
  /** Load a model from bytes: the bytes, the settings. */
  LOAD_BYTES,
  /** Keep inputs for all runs: the tensors. */
  KEEP,
  /** Run: the tensors. */
  RUN,
  /** Close the model. */
  CLOSE
}
