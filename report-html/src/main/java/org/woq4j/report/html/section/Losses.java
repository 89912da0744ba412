package org.woq4j.report.html.section;

import java.util.List;
import java.util.Optional;
import org.woq4j.evaluation.result.LayerLoss;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Chart;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** Where quality was lost. */
final class Losses {

  private static final String EXPLAINED =
      "By itself: the error of a layer's output if all layers before it return what they do in the"
          + " float model. Accumulated: its error in the quantized model.";

  private Losses() {}

  static Optional<Section> section(String id, List<LayerLoss> losses) {
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    String tableId = id + "-table";
    Table table =
        new Table(
            tableId,
            "Error of every layer",
            List.of(
                Column.lines("node", "Node"),
                Column.bar("itself", "By itself"),
                Column.bar("accumulated", "Accumulated"),
                Column.number("place", "Place"),
                Column.text("operator", "Operator"),
                Column.lines("weight", "Weight")));
    for (int i = 0; i < losses.size(); i++) {
      LayerLoss loss = losses.get(i);
      table.row(
          Cell.text(loss.node()),
          Cell.number(loss.byItself()),
          Cell.number(loss.accumulated()),
          Cell.count(i + 1),
          Cell.text(loss.operator()),
          Cell.text(loss.weight()));
    }
    Chart chart =
        new Chart(
            Chart.Kind.DOTS,
            tableId,
            "Error of every layer, along the model",
            "place",
            List.of("itself", "accumulated"));
    return Optional.of(
        new Section(
            id,
            "Where it was lost",
            List.of(Element.of("p", EXPLAINED), chart.element(), table.element())));
  }
}
