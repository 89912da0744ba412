package org.woq4j.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.request.TargetModel;

/**
 * The file that a run writes: the target itself, or a temporary file that is copied to the target's
 * stream. Closing it removes the temporary file, and folders that were created and are empty.
 */
public final class TargetFile implements AutoCloseable {

  private final TargetModel target;
  private final Path path;
  private final Optional<SiblingCopies> siblings;
  private final Optional<TemporaryFolder> folder;

  private TargetFile(
      TargetModel target,
      Path path,
      Optional<SiblingCopies> siblings,
      Optional<TemporaryFolder> folder) {
    this.target = target;
    this.path = path;
    this.siblings = siblings;
    this.folder = folder;
  }

  /**
   * The file for a target. Nothing is created in its place.
   *
   * @param genai writes {@code genai_config.json}; empty if none is available
   * @param names of the model's inputs and outputs
   * @throws org.woq4j.api.WoqException if the target is a folder that cannot be created or whose
   *     layout needs a file that is missing and cannot be made
   */
  public static TargetFile of(
      TargetModel target,
      Supplier<Optional<GenaiConfiguration>> genai,
      Supplier<GenaiConfiguration.Names> names) {
    if (target.file().isPresent()) {
      Path path = target.file().get();
      Optional<SiblingCopies> siblings =
          target.siblings().map(files -> SiblingCopies.prepare(files, path, genai, names));
      return new TargetFile(target, path, siblings, Optional.empty());
    }
    TemporaryFolder folder = TemporaryFolder.create();
    Path path = folder.path().resolve("model.onnx");
    return new TargetFile(target, path, Optional.empty(), Optional.of(folder));
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
      return siblings.map(SiblingCopies::copy).orElse(List.of());
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
    siblings.ifPresent(SiblingCopies::close);
  }
}
