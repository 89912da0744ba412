package org.woq4j.api;

import java.io.Serializable;
import java.util.Objects;

/**
 * A position in a text that a user wrote.
 *
 * @param source the file's name or {@code "command line"}
 * @param line the line, counted from 1; 0 where the source has no lines
 * @param column the column, counted from 1; 0 where the source has no columns
 */
@Stable
public record Location(String source, int line, int column) implements Serializable {

  /** Checks that line and column are 0 or more. */
  public Location {
    Objects.requireNonNull(source, "source");
    if (line < 0 || column < 0) {
      throw new IllegalArgumentException("line and column must not be negative");
    }
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
