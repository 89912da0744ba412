package org.woq4j.runtime.onnx.model;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.artifact.MissingClass;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.runtime.onnx.child.ChildRuntime;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.LocalRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.ModelRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.SharedEnvironment;

/**
 * ONNX Runtime, started in the process that the request names. Safe for use by several threads.
 * Loaded models are closed before it.
 */
public final class OnnxRuntime implements AutoCloseable {

  /** The first minor version with a folder of external data; up to 1.21 absolute paths work. */
  private static final int KNOWS_FOLDER = 22;

  private final ModelRuntime runtime;
  private final BufferPool buffers;

  private OnnxRuntime(ModelRuntime runtime, BufferPool buffers) {
    this.runtime = runtime;
    this.buffers = buffers;
  }

  /**
   * Starts the runtime.
   *
   * @param place the process in which it runs models
   * @param consequence what is not possible without it, a clause
   * @param cure how to avoid the need for it, a clause
   * @throws WoqException if its native library is missing or does not load
   */
  public static OnnxRuntime start(RuntimePlace place, String consequence, String cure) {
    BufferPool buffers = new BufferPool();
    try {
      return new OnnxRuntime(
          placeFor(place) == RuntimePlace.CHILD
              ? ChildRuntime.start()
              : LocalRuntime.start(buffers),
          buffers);
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
              cure(e, cure));
      throw new WoqException(RuntimeError.UNAVAILABLE, List.of(issue), e);
    }
  }

  /** The process in which models run now, where a request names a place. */
  public static RuntimePlace placeFor(RuntimePlace requested) {
    if (requested != RuntimePlace.AUTO) {
      return requested;
    }
    return SharedEnvironment.presence() == SharedEnvironment.Presence.PRESENT
        ? RuntimePlace.PROCESS
        : RuntimePlace.CHILD;
  }

  /**
   * Checks the names of execution providers.
   *
   * @throws WoqException naming every provider that is unknown or missing in this build of the
   *     runtime
   */
  public void requireProviders(List<String> names) {
    Providers.require(names, runtime.library());
  }

  /** The version of ONNX Runtime, such as 1.29.0. */
  public String version() {
    return runtime.library().version();
  }

  /** Reusable buffers for the inputs of loaded models. */
  public BufferPool buffers() {
    return buffers;
  }

  /** Loads a model from its file. */
  public ModelRun load(Path model, SessionSettings settings) throws NotRunnableException {
    return runtime.load(model, settings);
  }

  /** Loads a complete model from its bytes. */
  public ModelRun load(byte[] model, SessionSettings settings) throws NotRunnableException {
    return runtime.load(model, settings);
  }

  /**
   * Loads an opened model or a changed form of it. Its large constants are mapped from its files.
   *
   * @param file the opened model
   * @param model the opened model or a changed form of it
   */
  public ModelRun loadMapped(OnnxFile file, ModelProto model, SessionSettings settings)
      throws NotRunnableException {
    boolean relative = runtime.library().minorVersion() >= KNOWS_FOLDER;
    MappedModel mapped = MappedModel.of(file, model, relative);
    return runtime.load(
        mapped.bytes(), relative ? settings.withDataFolder(mapped.folder()) : settings);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = root(failure);
    // The message of such an exception is only the file's name.
    return root instanceof FileSystemException
        ? root.toString()
        : String.valueOf(root.getMessage());
  }

  private static String cure(Throwable failure, String cure) {
    boolean extracts = System.getProperty("onnxruntime.native.path") == null;
    return extracts && root(failure) instanceof IOException
        ? "make room for it in the folder for temporary files, "
            + System.getProperty("java.io.tmpdir")
            + ", or set -Djava.io.tmpdir to another folder"
        : "use a platform that ONNX Runtime supports, or " + cure;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Ends the child process, if there is one. */
  @Override
  public void close() {
    runtime.close();
  }
}
