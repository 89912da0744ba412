package org.woq4j.report.html.section;

import java.util.List;
import java.util.Optional;
import org.woq4j.core.model.AccountRow;
import org.woq4j.core.report.AccountReport;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** What stays in float, and why. */
final class Skips {

  private Skips() {}

  static Optional<Section> section(AccountReport account) {
    List<AccountRow> skipped =
        account.byOperator().stream()
            .filter(row -> row.bytesInFloat() > 0 && row.reason().isPresent())
            .toList();
    if (skipped.isEmpty()) {
      return Optional.empty();
    }
    Table table =
        new Table(
            "skipped-table",
            "What stays in float",
            List.of(
                Column.text("operators", "Operators"),
                Column.number("constants", "Constants"),
                Column.bar("bytes", "Bytes in float"),
                Column.lines("reason", "Reason")));
    for (AccountRow row : skipped) {
      table.row(
          Cell.text(row.operators()),
          row.constants() == 0 ? Cell.none() : Cell.count(row.constants()),
          Cell.bytes(row.bytesInFloat()),
          Cell.text(row.reason().orElse("")));
    }
    return Optional.of(new Section("skipped", "Not quantized", List.of(table.element())));
  }
}
