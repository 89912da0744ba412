package org.woq4j.calibration.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.WoqException;

/** Reads the samples of a file, one after the other. For use by one thread. */
final class SampleReader implements AutoCloseable {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path path;
  private final LineFormat format;
  private final BufferedReader lines;
  private int line;

  SampleReader(Path path, LineFormat format) {
    this.path = path;
    this.format = format;
    try {
      this.lines = Files.newBufferedReader(path, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  /**
   * The next sample that is not blank; empty after the last.
   *
   * @throws WoqException {@link TextError#SAMPLE} if a line is not a valid sample; reading may
   *     continue. {@link TextError#FILE} if the file cannot be read or is not in UTF-8
   */
  Optional<Sample> next() {
    for (String content = nextLine(); content != null; content = nextLine()) {
      String text = content.isBlank() ? content : sample(content);
      if (!text.isBlank()) {
        return Optional.of(new Sample(line, text));
      }
    }
    return Optional.empty();
  }

  private @Nullable String nextLine() {
    try {
      String content = lines.readLine();
      line++;
      return content != null && line == 1 && content.startsWith(BYTE_ORDER_MARK)
          ? content.substring(1)
          : content;
    } catch (CharacterCodingException wrong) {
      throw TextError.FILE.because(
          path + " is not valid UTF-8 somewhere after line " + line, "convert it to UTF-8");
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  private String sample(String content) {
    try {
      return format.sample(content);
    } catch (IllegalArgumentException bad) {
      throw TextError.SAMPLE.because(
          path + ", line " + line + " " + bad.getMessage(),
          "each line is a JSON object such as {\"text\": \"a sample\"}; the option 'field' names the"
              + " field to read");
    }
  }

  private WoqException unreadable(IOException failure) {
    return TextError.FILE.because(
        path + " cannot be read: " + failure, "check the permissions of the file");
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }
}
