package org.woq4j.core.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;

/** What an account says about a plan that makes nothing smaller. */
public final class AccountIssues {

  private static final int NAMED = 3;

  private AccountIssues() {}

  /**
   * That nothing would be quantized: the operators that hold the bytes, and why.
   *
   * @param model its name
   */
  static Issue nothingToDo(String model, Account account) {
    long all = Math.max(1, account.bytesBefore());
    String left =
        account.byOperator().stream()
            .filter(row -> row.bytesInFloat() > 0)
            .limit(NAMED)
            .map(
                row ->
                    "%s: %s (%s)"
                        .formatted(
                            percent(row.bytesInFloat(), all),
                            row.operators(),
                            row.reason().orElseThrow()))
            .collect(Collectors.joining(", "));
    return Issue.of(
        "nothing in "
            + model
            + " would be quantized: "
            + quantized(account).map(text -> "it " + text + "; ").orElse("")
            + (left.isEmpty() ? "it has no float constants" : "of its bytes are read by " + left),
        "`woq inspect` lists every constant, who reads it, and whether it can be quantized");
  }

  /** That a model is already quantized; empty if it holds no codes. */
  public static Optional<String> quantized(Account account) {
    long codes = account.bytesBefore(Kind.CODES);
    String readers =
        account
            .of(Kind.CODES)
            .map(AccountLine::operators)
            .distinct()
            .collect(Collectors.joining(", "));
    return codes == 0
        ? Optional.empty()
        : Optional.of(
            "is already quantized: %s of its bytes are codes, which %s reads"
                .formatted(percent(codes, account.bytesBefore()), readers));
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
        "the written model has %s of the float model's bytes: "
            .formatted(percent(bytes, account.bytesBefore()));
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
    return String.format(Locale.ROOT, "%.3g %%", 100.0 * part / all);
  }
}
