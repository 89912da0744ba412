package org.woq4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.woq4j.core.model.AccountLine.Kind;

class AccountTest {

  private static ConstantReader reader(String operator, String obstacle) {
    return new ConstantReader(
        new NodePlace("n", operator, ""),
        obstacle.isEmpty() ? Optional.of("w") : Optional.empty(),
        Optional.of(obstacle).filter(text -> !text.isEmpty()));
  }

  private static AccountLine line(Kind kind, String name, long bytes, ConstantReader... readers) {
    return AccountLine.found(
        kind, new StoredConstant(name, "FLOAT", List.of(), bytes), "", List.of(readers));
  }

  @Test
  void linesOfOneOperatorAndReasonAreOneRowAndConstantsComeFirst() {
    Account account =
        new Account(
            List.of(
                line(Kind.FLOAT, "bias", 2000, reader("Add", "it is a vector")),
                line(Kind.FLOAT, "w", 9000, reader("MatMul", "")),
                line(Kind.FLOAT, "other", 3000, reader("Add", "it is a vector")),
                line(Kind.FLOAT, "unread", 1500),
                line(Kind.CODES, "q", 1200, reader("MatMulNBits", "its type is UINT8")),
                line(Kind.SMALL, "small", 10),
                line(Kind.GRAPH, "graph", 70_000)));

    assertThat(account.bytesBefore()).isEqualTo(86_710);
    assertThat(account.byOperator())
        .containsExactly(
            new AccountRow("MatMul", 1, 9000, 9000, 9000, Optional.empty()),
            new AccountRow("Add", 2, 5000, 5000, 5000, Optional.of("it is a vector")),
            new AccountRow("no node", 1, 1500, 1500, 1500, Optional.of("nothing reads it")),
            new AccountRow("MatMulNBits", 1, 1200, 1200, 0, Optional.of("it is already quantized")),
            new AccountRow("small", 0, 10, 10, 10, Optional.of("codes would save next to nothing")),
            new AccountRow("graph", 0, 70_000, 70_000, 0, Optional.empty()));
  }

  @Test
  void aConstantOfSeveralReadersIsNamedByAllOfThem() {
    AccountLine line =
        line(
            Kind.FLOAT,
            "w",
            4096,
            reader("MatMul", ""),
            reader("Add", "constants of Add are not quantized"),
            reader("MatMul", ""));
    assertThat(line.operators()).isEqualTo("MatMul + Add");
    assertThat(line.isQuantized()).isTrue();
    assertThat(line.reason()).contains("constants of Add are not quantized");
  }

  @Test
  void whatTheLinesLeaveOfAWrittenModelIsItsGraph() {
    Account account =
        new Account(List.of(line(Kind.SMALL, "small", 100), line(Kind.GRAPH, "graph", 50)));
    assertThat(account.written(180).lines())
        .extracting(AccountLine::bytesBefore, AccountLine::bytesAfter)
        .containsExactly(tuple(100L, 100L), tuple(50L, 80L));
  }
}
