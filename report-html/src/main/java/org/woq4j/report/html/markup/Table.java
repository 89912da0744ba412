package org.woq4j.report.html.markup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.report.html.markup.Column.Kind;

/**
 * A table. The page's script lets readers sort it by each column and copy it as CSV. The first
 * column names the row. Not safe for use by several threads.
 */
public final class Table {

  /** Rows that fill the box in any case. */
  private static final int LARGE = 100;

  private final String id;
  private final String caption;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * Starts a table.
   *
   * @param id its id in the page
   * @param caption what it shows, for those who do not see the heading above it
   * @param columns from left to right
   */
  public Table(String id, String caption, List<Column> columns) {
    this.id = id;
    this.caption = caption;
    this.columns = List.copyOf(columns);
  }

  /** Adds a row, with a cell for each column. */
  public Table row(Cell... cells) {
    return row(List.of(cells));
  }

  /** Adds a row, with a cell for each column. */
  public Table row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "the table has " + columns.size() + " columns, and the row has " + cells.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** {@return the table in a box of its own that scrolls} */
  public Element element() {
    Element table =
        Element.of("table")
            .with("id", id)
            .add(Element.of("caption", caption))
            .add(Element.of("thead").add(head()));
    Element body = Element.of("tbody");
    double greatest = greatest();
    rows.forEach(cells -> body.add(row(cells, greatest)));
    return Element.of("div")
        .with("class", "table")
        .add(
            Element.of("div")
                .with("class", rows.size() > LARGE ? "scroll large" : "scroll")
                .with("role", "group")
                .with("tabindex", "0")
                .with("aria-label", caption)
                .add(table.add(body)));
  }

  private Element head() {
    Element head = Element.of("tr");
    columns.forEach(column -> head.add(column.heading()));
    return head;
  }

  private Element row(List<Cell> cells, double greatest) {
    Element row = Element.of("tr");
    for (int i = 0; i < cells.size(); i++) {
      row.add(cell(i, cells.get(i), greatest));
    }
    return row;
  }

  private Element cell(int index, Cell cell, double greatest) {
    Element element =
        index == 0
            ? Element.of("th", cell.shown()).with("scope", "row")
            : Element.of("td", cell.shown());
    Optional<String> exact = cell.written();
    exact.ifPresent(number -> element.with("data-value", number));
    if (columns.get(index).kind() != Kind.TEXT) {
      element.with("class", columns.get(index).kind().id());
    }
    if (hasBars(index) && cell.exact().isPresent() && greatest > 0) {
      double share = Math.min(1, cell.exact().get() / greatest);
      element.with("style", String.format(Locale.ROOT, "--share:%.3f", share));
    }
    return element;
  }

  /** The greatest finite number that has a bar: the bars of a table share a scale. */
  private double greatest() {
    return rows.stream()
        .flatMap(
            cells -> IntStream.range(0, cells.size()).filter(this::hasBars).mapToObj(cells::get))
        .flatMap(cell -> cell.exact().stream())
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  private boolean hasBars(int column) {
    return columns.get(column).kind() == Kind.BAR;
  }
}
