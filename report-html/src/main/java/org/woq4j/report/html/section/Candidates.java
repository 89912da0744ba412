package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Chart;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** Several candidates side by side. */
final class Candidates {

  private static final String TABLE = "candidates-table";

  private final ComparisonResult comparison;
  private final List<Figure> figures;

  private Candidates(ComparisonResult comparison) {
    this.comparison = comparison;
    this.figures =
        comparison.candidates().get(0).quality().figures().stream()
            .filter(figure -> figure.better() != Better.NEITHER)
            .toList();
  }

  static Section section(ComparisonResult comparison) {
    return new Candidates(comparison).section();
  }

  private Section section() {
    List<Element> content = new ArrayList<>();
    if (!figures.isEmpty()) {
      content.add(
          front(
              "Size against quality",
              IntStream.range(0, figures.size()).mapToObj(Candidates::key).toList()));
    }
    if (comparison.candidates().stream().anyMatch(each -> each.speed().isPresent())) {
      content.add(front("Size against the time of a run", List.of("time")));
    }
    content.add(table().element());
    return new Section("candidates", "Candidates", content);
  }

  private static Element front(String title, List<String> keys) {
    return new Chart(Chart.Kind.FRONT, TABLE, title, "bytes", keys).element();
  }

  private Table table() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("name", "Candidate"));
    columns.add(Column.bar("bytes", "Size").better(Better.LOWER));
    columns.add(Column.number("ratio", "Size ratio").better(Better.LOWER));
    columns.add(Column.number("time", "Time ratio").better(Better.LOWER));
    for (int i = 0; i < figures.size(); i++) {
      Figure figure = figures.get(i);
      columns.add(Column.number(key(i), FigureName.of(figure)).better(figure.better()));
    }
    Table table = new Table(TABLE, "Candidates", columns);
    comparison.candidates().forEach(candidate -> table.row(row(candidate)));
    return table;
  }

  private List<Cell> row(CandidateResult candidate) {
    long bytes = candidate.model().bytes();
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.text(candidate.model().name()));
    cells.add(Cell.bytes(bytes));
    cells.add(Cell.number((double) bytes / comparison.reference().bytes()));
    cells.add(Cell.number(CandidateFacts.ratio(candidate).map(ratio -> ratio.value())));
    figures.forEach(figure -> cells.add(Cell.number(value(candidate, figure))));
    return cells;
  }

  private static Optional<Double> value(CandidateResult candidate, Figure like) {
    return candidate.quality().figures().stream()
        .filter(each -> each.name().equals(like.name()) && each.output().equals(like.output()))
        .map(Figure::value)
        .findFirst();
  }

  private static String key(int figure) {
    return "figure-" + figure;
  }
}
