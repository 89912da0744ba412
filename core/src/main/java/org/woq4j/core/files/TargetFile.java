package org.woq4j.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      target.siblings().ifPresent(files -> new SiblingCopies(files).prepare(target.file().get()));
      return new TargetFile(target, target.file().get(), Optional.empty());
    }
    TemporaryFolder folder = TemporaryFolder.create();
    return new TargetFile(target, folder.path().resolve("model.onnx"), Optional.of(folder));
  }

  public Path path() {
    return path;
  }

  /**
   * Copies the written file to the target, unless it is the target, and the files that belong to
   * it.
   *
   * @return names of the files that belong to it
   * @throws org.woq4j.api.WoqException if the stream fails, or a file cannot be copied
   */
  public List<String> deliver() {
    if (folder.isEmpty()) {
      return target.siblings().map(files -> new SiblingCopies(files).copy()).orElse(List.of());
    }
    try {
      Files.copy(path, target.stream());
      return List.of();
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
