package org.woq4j.report.html.section;

import java.util.List;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.result.SpeedResult.Costs;
import org.woq4j.evaluation.result.SpeedResult.Latency;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** How fast a model is, and what it takes. */
final class Speed {

  private static final List<Column> LATENCIES =
      List.of(
          Column.text("shapes", "Inputs"),
          Column.number("ratio", "Ratio"),
          Column.number("low", "95 % from"),
          Column.number("high", "95 % to"),
          Column.number("candidate", "Quantized, median"),
          Column.number("candidate-p95", "Quantized, p95"),
          Column.number("reference", "Float, median"),
          Column.number("reference-p95", "Float, p95"));

  private static final List<Column> COSTS =
      List.of(
          Column.text("model", "Model"),
          Column.number("load", "Time to load"),
          Column.number("resident", "Resident memory"));

  private Speed() {}

  static Section section(String id, SpeedResult speed) {
    Table latencies = new Table(id + "-table", "Times of a run", LATENCIES);
    speed.latencies().forEach(each -> latencies.row(row(each)));
    Table costs =
        new Table(id + "-costs", "Loading and memory", COSTS)
            .row(row("quantized", speed.candidate()))
            .row(row("float", speed.reference()));
    String how =
        "Both models ran in turns, on %s, graphs optimized at the level '%s'. A ratio below 1 is faster."
            .formatted(Numbers.count(speed.threads(), "thread"), speed.level());
    return new Section(
        id, "Speed", List.of(Element.of("p", how), latencies.element(), costs.element()));
  }

  private static List<Cell> row(Latency latency) {
    return List.of(
        Cell.text(latency.shapes()),
        Cell.number(latency.ratio().value()),
        Cell.number(latency.ratio().low()),
        Cell.number(latency.ratio().high()),
        Cell.seconds(latency.candidate().median()),
        Cell.seconds(latency.candidate().p95()),
        Cell.seconds(latency.reference().median()),
        Cell.seconds(latency.reference().p95()));
  }

  private static List<Cell> row(String model, Costs costs) {
    return List.of(
        Cell.text(model),
        Cell.seconds(costs.loadSeconds()),
        costs.residentBytes().isPresent()
            ? Cell.bytes(costs.residentBytes().getAsLong())
            : Cell.none());
  }
}
