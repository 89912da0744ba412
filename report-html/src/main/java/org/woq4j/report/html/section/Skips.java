package org.woq4j.report.html.section;

import java.util.List;
import java.util.Optional;
import org.woq4j.core.report.SkippedNode;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** What was left as it is, and why. */
final class Skips {

  private Skips() {}

  static Optional<Section> section(List<SkippedNode> skipped) {
    if (skipped.isEmpty()) {
      return Optional.empty();
    }
    Table table =
        new Table(
            "skipped-table",
            "Nodes that were left as they are",
            List.of(
                Column.text("node", "Node"),
                Column.text("operator", "Operator"),
                Column.lines("weight", "Weight"),
                Column.lines("reason", "Reason")));
    for (SkippedNode each : skipped) {
      table.row(
          Cell.text(each.node()),
          Cell.text(each.operator()),
          Cell.text(each.weight()),
          Cell.text(each.reason()));
    }
    return Optional.of(new Section("skipped", "Not quantized", List.of(table.element())));
  }
}
