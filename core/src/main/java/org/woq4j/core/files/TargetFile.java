package org.woq4j.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.request.TargetModel;

/**
 * The file that a run writes: the target itself, or a temporary file that is copied to the target's
 * stream. Closing it removes the temporary file.
 */
public final class TargetFile implements AutoCloseable {

  private final TargetModel target;
  private final Path path;
  private final Optional<TemporaryFolder> folder;

  private TargetFile(TargetModel target, Path path, Optional<TemporaryFolder> folder) {
    this.target = target;
    this.path = path;
    this.folder = folder;
  }

  /** The file for a target. Nothing is created in its place. */
  public static TargetFile of(TargetModel target) {
    if (target.file().isPresent()) {
      return new TargetFile(target, target.file().get(), Optional.empty());
    }
    TemporaryFolder folder = TemporaryFolder.create();
    return new TargetFile(target, folder.path().resolve("model.onnx"), Optional.of(folder));
  }

  public Path path() {
    return path;
  }

  /**
   * Copies the written file to the target, unless it is the target.
   *
   * @throws org.woq4j.api.WoqException if the stream fails
   */
  public void deliver() {
    if (folder.isEmpty()) {
      return;
    }
    try {
      Files.copy(path, target.stream());
    } catch (IOException failed) {
      throw CoreError.TARGET.because(
          "cannot write the model to its stream: " + failed.getMessage(),
          "check where the stream goes");
    }
  }

  @Override
  public void close() {
    folder.ifPresent(TemporaryFolder::close);
  }
}
