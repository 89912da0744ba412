package org.woq4j.core.folder;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The files beside a float model that belong to it, such as its tokenizer, and where they go.
 *
 * @param model the float model's file
 * @param to the folder that gets them
 * @param layout of that folder
 */
public record SiblingFiles(Path model, Path to, FolderLayout layout) {

  public SiblingFiles {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(layout, "layout");
  }

  /** The folder that has them. */
  public Path from() {
    return ModelFolder.home(model);
  }
}
