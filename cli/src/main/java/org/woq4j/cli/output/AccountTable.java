package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.List;
import org.woq4j.core.model.AccountRow;

/** The bytes of a model by the operators that read them. */
public final class AccountTable {

  private AccountTable() {}

  /** Prints it: a row for each operator and reason, and the total. */
  public static void print(List<AccountRow> rows, PrintWriter out) {
    Table table = new Table().row("READ BY", "CONSTANTS", "BEFORE", "AFTER", "IN FLOAT", "WHY");
    long before = 0;
    long after = 0;
    long inFloat = 0;
    for (AccountRow row : rows) {
      table.row(
          row.operators(),
          row.constants(),
          Sizes.of(row.bytesBefore()),
          Sizes.of(row.bytesAfter()),
          row.bytesInFloat() == 0 ? "-" : Sizes.of(row.bytesInFloat()),
          row.reason().orElse(""));
      before += row.bytesBefore();
      after += row.bytesAfter();
      inFloat += row.bytesInFloat();
    }
    table.row("total", "", Sizes.of(before), Sizes.of(after), Sizes.of(inFloat)).print(out, "");
  }
}
