package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table in which rows of one kind are one row: those whose names differ only in numbers, and
 * whose other cells are equal. {@code 24 x layers.*.mlp} is a row for 24.
 */
public final class FoldedTable {

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final String ANY = "*";

  private record Row(List<String> names, List<Object> cells) {}

  private final boolean all;
  private final Object[] header;
  private final Map<String, List<Row>> kinds = new LinkedHashMap<>();

  /**
   * Starts without rows.
   *
   * @param all whether each row is printed
   * @param header headings of the names, then of the other cells
   */
  public FoldedTable(boolean all, Object... header) {
    this.all = all;
    this.header = header;
  }

  /** Adds a row. */
  public void row(List<String> names, Object... cells) {
    List<Object> others = List.of(cells);
    String kind =
        all
            ? String.valueOf(kinds.size())
            : names.stream().map(FoldedTable::masked).toList() + "\n" + others;
    kinds.computeIfAbsent(kind, none -> new ArrayList<>()).add(new Row(names, others));
  }

  /** Prints each kind of row. */
  public void print(PrintWriter out) {
    Table table = new Table().row(header);
    for (List<Row> rows : kinds.values()) {
      List<Object> cells = new ArrayList<>();
      for (int i = 0; i < rows.get(0).names().size(); i++) {
        int name = i;
        cells.add(common(rows.stream().map(row -> row.names().get(name)).toList()));
      }
      if (rows.size() > 1) {
        cells.set(0, rows.size() + " x " + cells.get(0));
      }
      cells.addAll(rows.get(0).cells());
      table.row(cells.toArray());
    }
    table.print(out, "");
  }

  /** Names in short: one for all that differ only in numbers. */
  public static String folded(List<String> names) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    names.forEach(name -> kinds.computeIfAbsent(masked(name), none -> new ArrayList<>()).add(name));
    return String.join(
        ", ",
        kinds.values().stream()
            .map(kind -> (kind.size() > 1 ? kind.size() + " x " : "") + common(kind))
            .toList());
  }

  private static String masked(String name) {
    return NUMBER.matcher(name).replaceAll(ANY);
  }

  /** Names that differ only in numbers, as one: a number in which they differ is a star. */
  private static String common(List<String> names) {
    List<List<String>> numbers = names.stream().map(FoldedTable::numbers).toList();
    List<String> first = numbers.get(0);
    boolean[] differ = new boolean[first.size()];
    for (List<String> other : numbers) {
      IntStream.range(0, differ.length)
          .forEach(i -> differ[i] |= !other.get(i).equals(first.get(i)));
    }
    int[] next = {0};
    return NUMBER
        .matcher(names.get(0))
        .replaceAll(found -> differ[next[0]++] ? ANY : found.group());
  }

  private static List<String> numbers(String name) {
    return NUMBER.matcher(name).results().map(result -> result.group()).toList();
  }
}
