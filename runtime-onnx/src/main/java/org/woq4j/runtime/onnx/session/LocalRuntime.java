package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import org.woq4j.core.frontier.BufferPool;

/** ONNX Runtime in this process, with the one environment that serves the whole process. */
public final class LocalRuntime implements ModelRuntime {

  private static final String MESSAGE = "message: ";

  private final OrtEnvironment environment;
  private final BufferPool buffers;

  private LocalRuntime(OrtEnvironment environment, BufferPool buffers) {
    this.environment = environment;
    this.buffers = buffers;
  }

  /**
   * Takes the environment of this process, or creates it. It stays until the process ends.
   *
   * @param buffers memory for copies of inputs that are on the heap
   * @throws LinkageError if the native library is missing or does not load
   * @throws IllegalStateException if the native library cannot create an environment
   */
  public static LocalRuntime start(BufferPool buffers) {
    // If there is an environment, a call with a level would log a warning.
    return new LocalRuntime(
        SharedEnvironment.presence() == SharedEnvironment.Presence.ABSENT
            ? OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR)
            : OrtEnvironment.getEnvironment(),
        buffers);
  }

  /** A class of ONNX Runtime's Java binding. Asking for it does not load the native library. */
  public static Class<?> binding() {
    return OrtEnvironment.class;
  }

  @Override
  public RuntimeLibrary library() {
    return new RuntimeLibrary(
        environment.getVersion(),
        names(EnumSet.allOf(OrtProvider.class)),
        names(OrtEnvironment.getAvailableProviders()));
  }

  private static List<String> names(Collection<OrtProvider> providers) {
    return providers.stream().map(OrtProvider::getName).toList();
  }

  @Override
  public ModelRun load(Path model, SessionSettings settings) throws NotRunnableException {
    return load(options -> environment.createSession(model.toString(), options), settings);
  }

  @Override
  public ModelRun load(byte[] model, SessionSettings settings) throws NotRunnableException {
    return load(options -> environment.createSession(model, options), settings);
  }

  @FunctionalInterface
  private interface Loading {
    OrtSession with(SessionOptions options) throws OrtException;
  }

  private ModelRun load(Loading loading, SessionSettings settings) throws NotRunnableException {
    try (SessionOptions options = new SessionOptions()) {
      LocalOptions.apply(settings, options);
      return new LocalRun(environment, loading.with(options), buffers);
    } catch (OrtException failure) {
      throw failed(failure);
    }
  }

  /** The failure, with the runtime's message without its prefix and its full stop. */
  static NotRunnableException failed(OrtException failure) {
    String message = String.valueOf(failure.getMessage());
    int prefix = message.indexOf(MESSAGE);
    String reason = prefix < 0 ? message : message.substring(prefix + MESSAGE.length());
    return new NotRunnableException(
        reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", ""), failure);
  }

  /** The environment belongs to the process. */
  @Override
  public void close() {}
}
