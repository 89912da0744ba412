package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * A temporary folder next to an output, so that finished files can be moved into place atomically.
 * They already have their final names in it. It is named after the output, so a second run to the
 * same output finds it and is refused. What killed runs left in the output's folder is removed.
 */
final class StagingFolder implements AutoCloseable {

  private static final String PREFIX = ".woq4j-";
  private static final String LOCK = ".lock";

  private final Path folder;
  private final OutputFiles output;
  private final FolderLock lock;

  private StagingFolder(Path folder, OutputFiles output, FolderLock lock) {
    this.folder = folder;
    this.output = output;
    this.lock = lock;
  }

  /**
   * Creates the folder.
   *
   * @throws org.woq4j.api.WoqException if the output's folder cannot be written, or another run
   *     writes the same output
   */
  static StagingFolder nextTo(OutputFiles output) {
    Path folder = output.model().resolveSibling(PREFIX + output.model().getFileName());
    Path parent = folder.resolveSibling("");
    try {
      removeDead(parent);
      Files.createDirectory(folder, onlyForTheUser());
      FolderLock lock = FolderLock.create(lockFile(folder)).orElseThrow(() -> busy(output, folder));
      return new StagingFolder(folder, output, lock);
    } catch (FileAlreadyExistsException running) {
      throw busy(output, folder);
    } catch (IOException failure) {
      throw OnnxError.OUTPUT.because("cannot write into the output's folder " + parent, failure);
    }
  }

  private static RuntimeException busy(OutputFiles output, Path folder) {
    return OnnxError.OUTPUT.because(
        "another run is writing " + output.model(),
        "wait for it, or choose another output; if no run is, remove " + folder);
  }

  private static FileAttribute<?>[] onlyForTheUser() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Removes the folders of dead runs, unless they belong to another user. */
  private static void removeDead(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.exists(lockFile(folder), LinkOption.NOFOLLOW_LINKS)) {
          removeIfDead(folder);
        }
      }
    }
  }

  private static void removeIfDead(Path folder) {
    try {
      Optional<FolderLock> lock = FolderLock.takeOver(lockFile(folder));
      if (lock.isPresent()) {
        remove(folder, lock.get());
      }
    } catch (IOException notOurs) {
      // If it stands in the way of this run, the run is refused.
    }
  }

  private static Path lockFile(Path folder) {
    return folder.resolve(folder.getFileName().toString().substring(PREFIX.length()) + LOCK);
  }

  /** The final places of the files. */
  OutputFiles output() {
    return output;
  }

  /** The files in this folder. */
  OutputFiles files() {
    return OutputFiles.in(folder, output.model().getFileName());
  }

  /** Removes the folder with everything in it. */
  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      remove(folder, lock);
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot remove the temporary folder " + folder, failure);
    }
  }

  private static void remove(Path folder, FolderLock lock) throws IOException {
    try (lock;
        DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        if (!file.equals(lockFile(folder))) {
          Files.delete(file);
        }
      }
    }
    Files.delete(folder);
  }
}
