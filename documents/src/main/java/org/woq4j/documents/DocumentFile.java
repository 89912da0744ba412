package org.woq4j.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.files.WholeFile;
import org.woq4j.documents.error.DocumentsError;

/** Writes documents of text as files in UTF-8. */
public final class DocumentFile {

  private DocumentFile() {}

  /**
   * Writes a document to a temporary file and moves it into place, so that the file is never half
   * written. Replaces an existing file.
   *
   * @param text the document
   * @param file where it goes
   * @throws WoqException if it cannot be written; an existing file is then unchanged
   */
  public static void write(String text, Path file) {
    try {
      WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new WoqException(
          DocumentsError.UNWRITABLE, List.of(issue(file, failed.toString())), failed);
    }
  }

  /**
   * Finds out before the work begins what would keep its documents from being written.
   *
   * @param files where they go
   * @throws WoqException if the folder of one does not exist or cannot be written to, or if one is
   *     a folder itself; names them all
   */
  public static void requireWritable(List<Path> files) {
    List<Issue> issues =
        files.stream()
            .flatMap(file -> obstacle(file).map(cause -> issue(file, cause)).stream())
            .toList();
    if (!issues.isEmpty()) {
      throw new WoqException(DocumentsError.UNWRITABLE, issues);
    }
  }

  private static Optional<String> obstacle(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      return Optional.of("it is a folder");
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of("there is no folder " + folder);
    }
    return Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of("the folder " + folder + " cannot be written to");
  }

  private static Issue issue(Path file, String cause) {
    return Issue.of(
        file + " cannot be written: " + cause,
        "name a file in a folder that exists and can be written");
  }
}
