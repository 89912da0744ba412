package org.woq4j.report.html.section;

import java.util.List;
import org.woq4j.core.model.Verification;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** How the outputs of a written model differ from the float model's. */
final class Outputs {

  private Outputs() {}

  static Section section(Verification verification) {
    Table table =
        new Table(
            "outputs-table",
            "Outputs compared with the float model",
            List.of(
                Column.text("output", "Output"),
                Column.bar("relative", "Relative error"),
                Column.number("largest", "Largest difference"),
                Column.lines("how", "How")));
    for (Verification.Difference each : verification.differences()) {
      table.row(
          Cell.text(each.output()),
          Cell.number(each.relative()),
          Cell.number(each.largest()),
          Cell.text(each.how()));
    }
    String data =
        verification.samples() == 0
            ? "Both models ran on generated inputs."
            : "Both models ran on "
                + Numbers.count(verification.samples(), "sample")
                + " that were held out of the calibration.";
    return new Section("outputs", "Outputs", List.of(Element.of("p", data), table.element()));
  }
}
