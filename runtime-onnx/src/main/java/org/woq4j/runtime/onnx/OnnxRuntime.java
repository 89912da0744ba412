package org.woq4j.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** ONNX Runtime on this machine. One environment serves the whole process. */
final class OnnxRuntime {

  private static final String EXTERNAL_DATA_FOLDER =
      "session.model_external_initializers_file_folder_path";

  private final OrtEnvironment environment;

  private OnnxRuntime(OrtEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Starts the runtime where it does not run yet.
   *
   * @throws WoqException if its native library is missing or does not load
   */
  static OnnxRuntime start() {
    try {
      return new OnnxRuntime(
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "woq4j"));
    } catch (LinkageError | IllegalStateException e) {
      Issue issue =
          Issue.of(
              "ONNX Runtime does not start on this machine, so that the written model cannot be"
                  + " verified: "
                  + rootMessage(e),
              "run on a platform that ONNX Runtime has a library for, or turn verification off"
                  + " (--no-verify)");
      throw new WoqException(RuntimeError.UNAVAILABLE, List.of(issue), e);
    }
  }

  /** Loads a model from its file. */
  ModelRun load(Path model, OptimizationLevel level) throws OrtException {
    try (SessionOptions options = options(level)) {
      return run(environment.createSession(model.toString(), options));
    }
  }

  /** Loads a model from bytes whose external data lies in a folder. */
  ModelRun load(byte[] model, Path folder, OptimizationLevel level) throws OrtException {
    try (SessionOptions options = options(level)) {
      options.addConfigEntry(EXTERNAL_DATA_FOLDER, folder.toString());
      return run(environment.createSession(model, options));
    }
  }

  private ModelRun run(OrtSession session) {
    return new ModelRun(environment, session);
  }

  private static SessionOptions options(OptimizationLevel level) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      level.applyTo(options);
      // Failures come back as exceptions; the log would only repeat them.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
