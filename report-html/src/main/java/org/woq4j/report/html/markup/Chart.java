package org.woq4j.report.html.markup;

import java.util.List;
import java.util.Locale;

/**
 * A chart of a table's columns. The page's script draws it; the table has its numbers.
 *
 * @param kind how it is drawn
 * @param table id of the table
 * @param title what it shows
 * @param x key of the column from left to right
 * @param y keys of the columns from bottom to top
 */
public record Chart(Kind kind, String table, String title, String x, List<String> y) {

  /** How a chart is drawn. */
  public enum Kind {
    /** A dot for each row, in the order of the rows, a colour for each column. */
    DOTS,
    /** A column for each row, as high as its number. */
    COLUMNS,
    /** A bar for each column, with a part for each row. */
    PARTS,
    /** A named point for each row; readers choose one of the columns; the best are joined. */
    FRONT
  }

  /** Copies the list. */
  public Chart {
    y = List.copyOf(y);
  }

  /** {@return the place where the script draws it} */
  public Element element() {
    return Element.of("figure")
        .with("class", "chart")
        .with("data-kind", kind.name().toLowerCase(Locale.ROOT))
        .with("data-table", table)
        .with("data-x", x)
        .with("data-y", String.join(" ", y))
        .add(Element.of("figcaption", title));
  }
}
