package org.woq4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldedTableTest {

  private static String printed(boolean all) {
    FoldedTable table = new FoldedTable(all, "WEIGHT", "NODE", "SIZE");
    table.row(List.of("w.0.8", "/layer.0/8"), "4 x 8");
    table.row(List.of("head", "/head"), "4 x 8");
    table.row(List.of("w.11.8", "/layer.11/8"), "4 x 8");
    table.row(List.of("w.2.8", "/layer.2/8"), "4 x 16");
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void rowsWhoseNamesDifferOnlyInNumbersAreOne() {
    assertThat(printed(false))
        .isEqualTo(
            """
            WEIGHT     NODE        SIZE
            2 x w.*.8  /layer.*/8  4 x 8
            head       /head       4 x 8
            w.2.8      /layer.2/8  4 x 16
            """);
  }

  @Test
  void allRowsCanBePrinted() {
    assertThat(printed(true).lines()).hasSize(5).contains("w.11.8  /layer.11/8  4 x 8");
  }

  @Test
  void namesAreFoldedInTheOrderOfTheFirst() {
    assertThat(FoldedTable.folded(List.of("/l.1/q", "/k", "/l.2/q", "/l.3/v")))
        .isEqualTo("2 x /l.*/q, /k, /l.3/v");
  }
}
