package org.woq4j.report.html.markup;

import java.util.Locale;
import org.woq4j.api.quality.Figure.Better;

/**
 * A column of a table.
 *
 * @param key its name for charts, {@code [a-z0-9_-]+}
 * @param title its heading
 * @param kind what its cells hold
 * @param better which numbers are better
 */
public record Column(String key, String title, Kind kind, Better better) {

  /** What cells hold. */
  public enum Kind {
    /** Short texts. */
    TEXT,
    /** Texts that may take several lines. */
    LONG,
    /** Numbers. */
    NUMBER,
    /** Numbers, each with a bar that shows it as a part of the greatest in the table. */
    BAR;

    /** Its class in the style sheet. */
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@return a column of short texts} */
  public static Column text(String key, String title) {
    return new Column(key, title, Kind.TEXT, Better.NEITHER);
  }

  /** {@return a column of texts that may take several lines} */
  public static Column lines(String key, String title) {
    return new Column(key, title, Kind.LONG, Better.NEITHER);
  }

  /** {@return a column of numbers} */
  public static Column number(String key, String title) {
    return new Column(key, title, Kind.NUMBER, Better.NEITHER);
  }

  /** {@return a column of numbers with bars} */
  public static Column bar(String key, String title) {
    return new Column(key, title, Kind.BAR, Better.NEITHER);
  }

  /** {@return the same column, of numbers of which these are better} */
  public Column better(Better numbers) {
    return new Column(key, title, kind, numbers);
  }

  /** {@return the heading} */
  Element heading() {
    Element heading =
        Element.of("th", title).with("scope", "col").with("class", kind.id()).with("data-key", key);
    return better == Better.NEITHER
        ? heading
        : heading.with("data-better", better.name().toLowerCase(Locale.ROOT));
  }
}
