package org.woq4j.core.report;

import java.util.List;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountRow;

/**
 * What became of each byte of a model.
 *
 * @param byOperator the account in short
 * @param lines each constant of 1 KiB or more, and what is counted together
 */
public record AccountReport(List<AccountRow> byOperator, List<AccountLine> lines) {

  public AccountReport {
    byOperator = List.copyOf(byOperator);
    lines = List.copyOf(lines);
  }

  /** A report of an account. */
  public static AccountReport of(Account account) {
    return new AccountReport(account.byOperator(), account.lines());
  }
}
