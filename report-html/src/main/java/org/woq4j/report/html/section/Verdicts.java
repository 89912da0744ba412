package org.woq4j.report.html.section;

import java.util.List;
import java.util.Optional;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Fact.Tone;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** Whether requirements are met. */
final class Verdicts {

  private Verdicts() {}

  static Optional<Section> section(String id, List<RequirementVerdict> verdicts) {
    if (verdicts.isEmpty()) {
      return Optional.empty();
    }
    Table table =
        new Table(
            id + "-table",
            "Requirements",
            List.of(
                Column.text("figure", "Figure"),
                Column.lines("verdict", "Verdict"),
                Column.number("value", "Measured"),
                Column.text("required", "Required")));
    for (RequirementVerdict each : verdicts) {
      table.row(
          Cell.text(FigureName.of(each.requirement().figure(), each.output())),
          Cell.text(verdict(each)),
          Cell.number(each.value()),
          Cell.text(each.requirement().text()));
    }
    return Optional.of(new Section(id, "Requirements", List.of(table.element())));
  }

  private static String verdict(RequirementVerdict verdict) {
    if (verdict.isMet()) {
      return Tone.GOOD.mark("met");
    }
    return Tone.BAD.mark(
        verdict.value().isPresent() ? "not met" : "not measured: " + verdict.reason());
  }
}
