package org.woq4j.runtime.onnx.session;

import java.nio.file.Path;

/**
 * ONNX Runtime, in this process or in another. Safe for use by several threads. Models that are
 * still loaded cannot be used after it is closed.
 */
public interface ModelRuntime extends AutoCloseable {

  /** What the native library can do. */
  RuntimeLibrary library();

  /**
   * Loads a model from its file.
   *
   * @throws NotRunnableException if the runtime refuses the model or the settings
   */
  ModelRun load(Path model, SessionSettings settings) throws NotRunnableException;

  /**
   * Loads a model from its bytes.
   *
   * @throws NotRunnableException if the runtime refuses the model or the settings
   */
  ModelRun load(byte[] model, SessionSettings settings) throws NotRunnableException;

  @Override
  void close();
}
