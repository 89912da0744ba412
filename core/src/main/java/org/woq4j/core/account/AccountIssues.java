package org.woq4j.core.account;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.AccountRow;

/** What an account says about a plan that makes nothing smaller. */
public final class AccountIssues {

  private static final int NAMED = 3;

  private AccountIssues() {}

  /**
   * That nothing would be quantized: the operators that hold the bytes, and why.
   *
   * @param model its name
   */
  public static Issue nothingToDo(String model, Account account) {
    long all = account.bytesBefore();
    Stream<String> left =
        account.byOperator().stream()
            .filter(row -> row.bytesInFloat() > 0)
            .limit(NAMED)
            .map(row -> percent(row.bytesInFloat(), all) + " are " + reason(row));
    Optional<String> codes = codes(account);
    String parts = Stream.concat(codes.stream(), left).collect(Collectors.joining(", "));
    return Issue.of(
        "nothing in "
            + model
            + " would be quantized"
            + (codes.isPresent() ? ", since it already is" : "")
            + (parts.isEmpty() ? ": it has no float constants" : "; of its bytes, " + parts),
        "`woq inspect` lists every constant, who reads it, and whether it can be quantized");
  }

  private static String reason(AccountRow row) {
    String what = row.constants() == 0 ? row.operators() : "floats of " + row.operators();
    return what + row.reason().map(text -> " (" + text + ")").orElse("");
  }

  /** How much of a model's bytes was quantized before; empty if it holds no codes. */
  public static Optional<String> codes(Account account) {
    long codes = account.bytesBefore(Kind.CODES);
    String readers =
        account
            .of(Kind.CODES)
            .map(AccountLine::operators)
            .distinct()
            .collect(Collectors.joining(", "));
    return codes == 0
        ? Optional.empty()
        : Optional.of(percent(codes, account.bytesBefore()) + " are codes of " + readers);
  }

  /**
   * That a written model is larger than the float model, and why; empty if it is not.
   *
   * @param account of the plan
   * @param bytes of the written model
   */
  public static Optional<Issue> larger(Account account, long bytes) {
    if (bytes <= account.bytesBefore()) {
      return Optional.empty();
    }
    String what =
        String.format(
            Locale.ROOT,
            "the written model is larger than the float model (%.1f %% of its bytes): ",
            100.0 * bytes / account.bytesBefore());
    List<AccountLine> kept = quantized(account, line -> line.bytesInFloat() > 0);
    List<AccountLine> grown = quantized(account, line -> line.bytesAfter() > line.bytesBefore());
    if (!kept.isEmpty()) {
      return Optional.of(
          Issue.of(
              what + "the float form stays beside the codes of " + named(kept),
              "skip the nodes that read it"));
    }
    return Optional.of(
        grown.isEmpty()
            ? Issue.of(
                what + "new nodes and the recipe take more than the codes save",
                "use the float model")
            : Issue.of(
                what + "codes and scales take more than the floats of " + named(grown),
                "give them fewer bits or larger groups, or skip the nodes that read them"));
  }

  private static List<AccountLine> quantized(Account account, Predicate<AccountLine> is) {
    return account.of(Kind.FLOAT).filter(AccountLine::isQuantized).filter(is).toList();
  }

  private static String named(List<AccountLine> lines) {
    int more = lines.size() - NAMED;
    return lines.stream()
            .limit(NAMED)
            .map(line -> line.constant().name())
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
  }
}
