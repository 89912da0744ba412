package org.woq4j.core.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of woq4j. */
public final class Version {

  private static final String CURRENT = read();

  private Version() {}

  /** The version that was built, such as {@code 1.0.0}. */
  public static String current() {
    return CURRENT;
  }

  private static String read() {
    try (InputStream text = Version.class.getResourceAsStream("version.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
