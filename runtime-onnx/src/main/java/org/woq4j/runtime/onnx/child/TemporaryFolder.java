package org.woq4j.runtime.onnx.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes the folder of a child process. */
final class TemporaryFolder {

  private TemporaryFolder() {}

  /** Deletes what can be deleted: Windows does not let go of libraries that are in use. */
  static void delete(Path folder) {
    for (Path each : content(folder)) {
      try {
        Files.deleteIfExists(each);
      } catch (IOException inUse) {
        // The other process deletes it.
      }
    }
  }

  /** The folder and all that is in it, deepest first. */
  private static List<Path> content(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException gone) {
      return List.of();
    }
  }
}
