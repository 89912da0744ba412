package org.woq4j.core.request;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The files beside a float model that belong to it, such as its tokenizer, and where they go.
 *
 * @param from the folder that has them
 * @param to the folder that gets them
 * @param layout of that folder
 */
public record SiblingFiles(Path from, Path to, FolderLayout layout) {

  public SiblingFiles {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(layout, "layout");
  }
}
