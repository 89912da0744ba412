package org.woq4j.calibration.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/**
 * A file with a sample a line.
 *
 * @param path where it is
 * @param format how a line holds its sample
 */
record SampleFile(Path path, LineFormat format) {

  /** More bad lines are not told at once. */
  private static final int MOST_ISSUES = 10;

  /**
   * A file of the kind that its name tells.
   *
   * @param field holds the sample in lines of JSON
   * @throws WoqException if the name tells none
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
        "name it by what each line holds: text, or a JSON object");
  }

  /** Reads it from its beginning. */
  SampleReader open() {
    return new SampleReader(path, format);
  }

  /**
   * Number of samples, all of which are read.
   *
   * @param most reading ends with this one
   * @throws WoqException with every line that is no sample
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
