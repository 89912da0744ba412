package org.woq4j.documents.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.files.WholeFile;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.documents.error.DocumentsError;
import org.woq4j.documents.json.RecordJson;

/**
 * Writes reports as indented JSON in UTF-8: keys in snake_case in the order of the report's parts,
 * enum constants as recipes write them, no key for an empty value. The same report gives the same
 * bytes.
 */
public final class ReportFile {

  private ReportFile() {}

  /**
   * Writes a report to a temporary file and moves it into place, so that the file is never half
   * written. Replaces an existing file.
   *
   * @param report the report
   * @param file where it goes
   * @throws WoqException if it cannot be written; an existing file is then unchanged
   */
  public static void write(QuantizationReport report, Path file) {
    try {
      WholeFile.write(file, RecordJson.of(report).getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new WoqException(
          DocumentsError.UNWRITABLE,
          List.of(
              Issue.of(
                  "the report " + file + " cannot be written: " + failed,
                  "name a file in a folder that exists and can be written")),
          failed);
    }
  }
}
