package org.woq4j.calibration.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/**
 * A file with one sample per line.
 *
 * @param path its path
 * @param format the format of its lines
 */
record SampleFile(Path path, LineFormat format) {

  /** The maximum number of bad lines that one error lists. */
  private static final int MOST_ISSUES = 10;

  /**
   * Chooses the format by the extension of the file.
   *
   * @param field name of the field that holds the sample in a JSON object
   * @throws WoqException if the extension is neither .txt nor .jsonl
   */
  static SampleFile of(Path path, String field) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl")) {
      return new SampleFile(path, new JsonLine(field));
    }
    if (name.endsWith(".txt")) {
      return new SampleFile(path, line -> line);
    }
    throw TextError.FILE.because(
        "file: " + path + " is neither .txt nor .jsonl",
        "rename it: .txt for lines of text, .jsonl for lines with JSON objects");
  }

  /** Opens the file at its beginning. */
  SampleReader open() {
    return new SampleReader(path, format);
  }

  /**
   * Counts the samples by reading them.
   *
   * @param most maximum number of samples to read
   * @throws WoqException with every line that is not a valid sample
   */
  int count(int most) {
    List<Issue> issues = new ArrayList<>();
    int count = 0;
    try (SampleReader reader = open()) {
      while (count < most && issues.size() < MOST_ISSUES) {
        try {
          if (reader.next().isEmpty()) {
            break;
          }
          count++;
        } catch (WoqException bad) {
          if (!bad.code().equals(TextError.SAMPLE)) {
            throw bad;
          }
          issues.addAll(bad.issues());
        }
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(TextError.SAMPLE, issues);
    }
    return count;
  }
}
