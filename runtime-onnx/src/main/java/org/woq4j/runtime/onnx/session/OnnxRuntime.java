package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.artifact.MissingClass;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;

/** ONNX Runtime on this machine. One environment serves the whole process. */
public final class OnnxRuntime {

  private static final String MESSAGE = "message: ";
  private static final String FOLDER = "session.model_external_initializers_file_folder_path";

  /** The first minor version that knows {@link #FOLDER}; up to 1.21 absolute paths work. */
  private static final int KNOWS_FOLDER = 22;

  private final OrtEnvironment environment;
  private final BufferPool buffers = new BufferPool();

  private OnnxRuntime(OrtEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Starts the runtime if it is not running yet.
   *
   * @param consequence what is not possible without it, a clause
   * @param cure how to avoid the need for it, a clause
   * @throws WoqException if its native library is missing or does not load
   */
  public static OnnxRuntime start(String consequence, String cure) {
    try {
      return new OnnxRuntime(
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
    } catch (LinkageError | IllegalStateException e) {
      MissingClass.in(e)
          .ifPresent(
              missing -> {
                throw missing.because("ONNX Runtime", e);
              });
      Issue issue =
          Issue.of(
              "ONNX Runtime does not start on this machine, so "
                  + consequence
                  + ": "
                  + rootMessage(e),
              "use a platform that ONNX Runtime supports, or " + cure);
      throw new WoqException(RuntimeError.UNAVAILABLE, List.of(issue), e);
    }
  }

  /** Reusable buffers for the inputs of loaded models. */
  public BufferPool buffers() {
    return buffers;
  }

  /** Configures a session before a model is loaded. */
  @FunctionalInterface
  public interface Setup {

    void applyTo(SessionOptions options) throws OrtException;
  }

  /** Loads a model from its file. */
  public ModelRun load(Path model, Setup setup) throws OrtException {
    try (SessionOptions options = options(setup)) {
      return run(environment.createSession(model.toString(), options));
    }
  }

  /** Loads a complete model from its bytes. */
  public ModelRun load(byte[] model, Setup setup) throws OrtException {
    try (SessionOptions options = options(setup)) {
      return run(environment.createSession(model, options));
    }
  }

  /**
   * Loads an opened model or a changed form of it. Its large constants are mapped from its files
   * and not prepacked.
   *
   * @param file the opened model
   * @param model the opened model or a changed form of it
   */
  public ModelRun loadMapped(OnnxFile file, ModelProto model, Setup setup) throws OrtException {
    boolean relative = minorVersion() >= KNOWS_FOLDER;
    MappedModel mapped = MappedModel.of(file, model, relative);
    return load(
        mapped.bytes(),
        options -> {
          setup.applyTo(options);
          // Prepacking would make a second copy of each weight.
          options.addConfigEntry("session.disable_prepacking", "1");
          if (relative) {
            options.addConfigEntry(FOLDER, mapped.folder().toString());
          }
        });
  }

  private int minorVersion() {
    return Integer.parseInt(environment.getVersion().split("\\.")[1]);
  }

  private ModelRun run(OrtSession session) {
    return new ModelRun(environment, session, buffers);
  }

  private static SessionOptions options(Setup setup) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      setup.applyTo(options);
      // Failures are thrown as exceptions; the log would only repeat them.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  /** The runtime's message on one line, without its prefix and its full stop. */
  public static String reason(OrtException failure) {
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
