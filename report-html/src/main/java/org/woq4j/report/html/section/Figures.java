package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Interval;
import org.woq4j.api.quality.Figure.SampleValue;
import org.woq4j.evaluation.result.QualityResult;
import org.woq4j.evaluation.result.QualityResult.LeftOut;
import org.woq4j.evaluation.result.QualityResult.Measured;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** All figures of quality. */
final class Figures {

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("figure", "Figure"),
          Column.lines("output", "Output"),
          Column.number("value", "Value"),
          Column.text("unit", "Unit"),
          Column.text("better", "Better"),
          Column.number("low", "95 % from"),
          Column.number("high", "95 % to"),
          Column.number("error", "Standard error"),
          Column.lines("worst", "Worst sample"),
          Column.text("measure", "Measure"));

  private Figures() {}

  static Section section(String id, QualityResult quality) {
    Table table = new Table(id + "-table", "Figures of quality", COLUMNS);
    for (Measured measured : quality.measured()) {
      measured.figures().forEach(figure -> table.row(row(measured.measure(), figure)));
    }
    List<Element> content = new ArrayList<>(List.of(table.element()));
    for (LeftOut each : quality.leftOut()) {
      content.add(
          Element.of("p", "Not measured, " + each.measure() + ": " + each.reason() + ".")
              .with("class", "note"));
    }
    return new Section(id, "Quality", content);
  }

  private static List<Cell> row(String measure, Figure figure) {
    Optional<Interval> interval = figure.interval();
    return List.of(
        Cell.text(figure.name()),
        Cell.text(figure.output().orElse("")),
        Cell.number(figure.value()),
        Cell.text(figure.unit()),
        Cell.text(
            switch (figure.better()) {
              case HIGHER -> "higher";
              case LOWER -> "lower";
              case NEITHER -> "";
            }),
        Cell.number(interval.map(Interval::low)),
        Cell.number(interval.map(Interval::high)),
        Cell.number(figure.standardError()),
        Cell.text(figure.worst().map(SampleValue::sample).orElse("")),
        Cell.text(measure));
  }
}
