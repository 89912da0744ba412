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

  private static final String MESSAGE = "message: ";

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
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
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

  /** Loads a model from bytes that hold all of it. */
  ModelRun load(byte[] model, OptimizationLevel level) throws OrtException {
    try (SessionOptions options = options(level)) {
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

  /** The runtime's message on one line, without its prefix and its full stop. */
  static String reason(OrtException failure) {
    String message = String.valueOf(failure.getMessage());
    int prefix = message.indexOf(MESSAGE);
    String reason = prefix < 0 ? message : message.substring(prefix + MESSAGE.length());
    return reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
