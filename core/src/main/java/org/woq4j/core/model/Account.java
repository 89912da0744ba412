package org.woq4j.core.model;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.woq4j.core.model.AccountLine.Kind;

/**
 * Every byte of a model: what it is, which operators read it, and what becomes of it. The account
 * of an opened model says what can be quantized, the account of a plan what will be.
 *
 * @param lines constants in the order of the file, then what is counted together
 */
public record Account(List<AccountLine> lines) {

  /** Constants of fewer bytes are counted together. */
  public static final int LEAST = 1024;

  public Account {
    lines = List.copyOf(lines);
  }

  /** Bytes of the model as it is, with all its files. */
  public long bytesBefore() {
    return lines.stream().mapToLong(AccountLine::bytesBefore).sum();
  }

  /** Bytes of the written model, with all its files. */
  public long bytesAfter() {
    return lines.stream().mapToLong(AccountLine::bytesAfter).sum();
  }

  /** Bytes of the lines of a kind in the model as it is. */
  public long bytesBefore(Kind kind) {
    return of(kind).mapToLong(AccountLine::bytesBefore).sum();
  }

  /** The same, where nodes, names and metadata take what other lines leave of a written model. */
  public Account written(long bytes) {
    long more = bytes - bytesAfter();
    return new Account(
        lines.stream().map(line -> line.kind() == Kind.GRAPH ? line.grownBy(more) : line).toList());
  }

  /** The lines of a kind. */
  public Stream<AccountLine> of(Kind kind) {
    return lines.stream().filter(line -> line.kind() == kind);
  }

  /** The constants by the operators that read them, the largest first; then the other lines. */
  public List<AccountRow> byOperator() {
    return Stream.concat(
            rows(Kind::isConstant)
                .sorted(Comparator.comparingLong(AccountRow::bytesBefore).reversed()),
            rows(kind -> !kind.isConstant()))
        .toList();
  }

  private Stream<AccountRow> rows(Predicate<Kind> which) {
    Map<List<Object>, AccountRow> rows = new LinkedHashMap<>();
    lines.stream()
        .filter(line -> which.test(line.kind()))
        .forEach(
            line ->
                rows.merge(
                    List.of(line.operators(), line.reason(), line.isQuantized()),
                    new AccountRow(
                        line.operators(),
                        line.kind().isConstant() ? 1 : 0,
                        line.bytesBefore(),
                        line.bytesAfter(),
                        line.bytesInFloat(),
                        line.reason()),
                    AccountRow::plus));
    return rows.values().stream();
  }
}
