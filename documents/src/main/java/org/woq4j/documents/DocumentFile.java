package org.woq4j.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
          DocumentsError.UNWRITABLE,
          List.of(
              Issue.of(
                  file + " cannot be written: " + failed,
                  "name a file in a folder that exists and can be written")),
          failed);
    }
  }
}
