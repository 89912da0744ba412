package org.woq4j.runtime.onnx.child;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.ModelRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.RuntimeLibrary;
import org.woq4j.runtime.onnx.session.SessionSettings;

/**
 * ONNX Runtime in a child process, for a process in which somebody else may want to create the
 * environment. The child ends with this object, or with this process.
 */
public final class ChildRuntime implements ModelRuntime {

  private final long processId;
  private final RuntimeLibrary library;
  private final Calls calls;
  private final AtomicInteger models = new AtomicInteger();

  private ChildRuntime(long processId, RuntimeLibrary library, Calls calls) {
    this.processId = processId;
    this.library = library;
    this.calls = calls;
  }

  /**
   * Starts a child and waits until its runtime is ready.
   *
   * @throws IllegalStateException if the native library does not load there
   * @throws org.woq4j.api.WoqException if there is no child, or it ends at once
   */
  public static ChildRuntime start() {
    return start(Map.of());
  }

  /**
   * Starts a child with variables of its environment.
   *
   * @param environment variables beside those of this process
   * @throws IllegalStateException if the native library does not load there
   * @throws org.woq4j.api.WoqException if there is no child, or it ends at once
   */
  public static ChildRuntime start(Map<String, String> environment) {
    ChildProcess process = ChildProcess.start(environment);
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(process.replies(), 1 << 16));
      RuntimeLibrary library = greeting(in);
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(process.requests(), 1 << 16));
      return new ChildRuntime(process.id(), library, Calls.start(process, in, out));
    } catch (IOException silent) {
      RuntimeException ended = process.ended();
      process.close();
      throw ended;
    } catch (RuntimeException failure) {
      process.close();
      throw failure;
    }
  }

  private static RuntimeLibrary greeting(DataInputStream in) throws IOException {
    List<String> failure = Wire.readTexts(in);
    if (!failure.isEmpty()) {
      throw new IllegalStateException(failure.get(0));
    }
    return new RuntimeLibrary(Wire.readText(in), Wire.readTexts(in), Wire.readTexts(in));
  }

  /** The number that the operating system has given the child. */
  public long processId() {
    return processId;
  }

  @Override
  public RuntimeLibrary library() {
    return library;
  }

  @Override
  public ModelRun load(Path model, SessionSettings settings) throws NotRunnableException {
    ChildRun run = new ChildRun(calls, models.getAndIncrement());
    run.load(
        Request.LOAD_FILE,
        out -> {
          Wire.writeText(out, model.toAbsolutePath().toString());
          Wire.writeSettings(out, settings);
        });
    return run;
  }

  @Override
  public ModelRun load(byte[] model, SessionSettings settings) throws NotRunnableException {
    ChildRun run = new ChildRun(calls, models.getAndIncrement());
    run.load(
        Request.LOAD_BYTES,
        out -> {
          Wire.writeBytes(out, model);
          Wire.writeSettings(out, settings);
        });
    return run;
  }

  @Override
  public void close() {
    calls.close();
  }
}
