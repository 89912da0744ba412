package org.woq4j.core.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.woq4j.core.error.CoreError;

/**
 * Folders that a run creates for its output. Closing it removes those that are still empty, as
 * after a run that failed.
 */
final class CreatedFolders implements AutoCloseable {

  /** The innermost first. */
  private final List<Path> created;

  private CreatedFolders(List<Path> created) {
    this.created = List.copyOf(created);
  }

  /**
   * Creates a folder and those around it.
   *
   * @throws org.woq4j.api.WoqException if one cannot be created
   */
  static CreatedFolders create(Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path each = folder; each != null && Files.notExists(each); each = each.getParent()) {
      missing.add(each);
    }
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException taken) {
      throw CoreError.FOLDER.because(taken.getFile() + " is no folder", "name another folder");
    } catch (IOException failed) {
      throw CoreError.FOLDER.because(
          "cannot create the folder " + folder + ": " + failed, "check the rights of its parent");
    }
    return new CreatedFolders(missing);
  }

  @Override
  public void close() {
    for (Path folder : created) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException inUse) {
        return; // it holds the output, and so do those around it
      }
    }
  }
}
