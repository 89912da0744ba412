package org.woq4j.cli.output;

import java.io.PrintWriter;
import org.woq4j.core.account.AccountIssues;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountRow;
import org.woq4j.core.report.ByteSize;

/** The bytes of a model by the operators that read them. */
public final class AccountTable {

  private AccountTable() {}

  /** Prints what becomes of the bytes in a plan or a run. */
  public static void printChange(Account account, PrintWriter out) {
    AccountIssues.codes(account)
        .ifPresent(codes -> out.println("quantized before: of its bytes, " + codes));
    Table table =
        new Table().row("OPERATOR", "CONSTANTS", "BEFORE", "AFTER", "LEFT IN FLOAT", "WHY");
    long inFloat = 0;
    for (AccountRow row : account.byOperator()) {
      table.row(
          operators(row),
          constants(row),
          ByteSize.text(row.bytesBefore()),
          ByteSize.text(row.bytesAfter()),
          row.bytesInFloat() == 0 ? "" : ByteSize.text(row.bytesInFloat()),
          row.reason().orElse(""));
      inFloat += row.bytesInFloat();
    }
    table
        .row(
            "all",
            "",
            ByteSize.text(account.bytesBefore()),
            ByteSize.text(account.bytesAfter()),
            ByteSize.text(inFloat))
        .print(out, "");
  }

  /** Prints what the bytes of an opened model are. */
  public static void printSizes(Account account, PrintWriter out) {
    Table table = new Table().row("OPERATOR", "CONSTANTS", "SIZE", "QUANTIZABLE");
    for (AccountRow row : account.byOperator()) {
      table.row(
          operators(row),
          constants(row),
          ByteSize.text(row.bytesBefore()),
          row.constants() == 0 ? "" : row.reason().map(why -> "no: " + why).orElse("yes"));
    }
    table.row("all", "", ByteSize.text(account.bytesBefore())).print(out, "");
  }

  private static String operators(AccountRow row) {
    return row.constants() == 0 ? "(" + row.operators() + ")" : row.operators();
  }

  private static String constants(AccountRow row) {
    return row.constants() == 0 ? "" : String.valueOf(row.constants());
  }
}
