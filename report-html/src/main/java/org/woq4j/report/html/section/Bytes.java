package org.woq4j.report.html.section;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.evaluation.result.StoredBytes;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Chart;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/**
 * A part of a model's bytes before and after.
 *
 * @param operator the operator that reads them
 * @param form how they are stored
 * @param before bytes in the float model
 * @param after bytes in the quantized model
 */
record Bytes(String operator, String form, long before, long after) {

  static Optional<Section> section(String id, List<Bytes> parts) {
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    String tableId = id + "-table";
    Table table =
        new Table(
            tableId,
            "Bytes by operator and form",
            List.of(
                Column.text("operator", "Operator"),
                Column.text("form", "Stored as"),
                Column.bar("before", "Before"),
                Column.bar("after", "After")));
    for (Bytes part : parts) {
      table.row(
          Cell.text(part.operator()),
          Cell.text(part.form()),
          Cell.bytes(part.before()),
          Cell.bytes(part.after()));
    }
    Chart chart =
        new Chart(
            Chart.Kind.PARTS,
            tableId,
            "Bytes by operator and form",
            "form",
            List.of("before", "after"));
    return Optional.of(
        new Section(id, "Where the bytes are", List.of(chart.element(), table.element())));
  }

  /** The bytes of a run. */
  static List<Bytes> of(QuantizationReport report) {
    Map<String, String> forms = new HashMap<>();
    report.layers().forEach(layer -> forms.put(layer.weight(), form(layer.treatment())));
    Map<List<String>, Bytes> parts = new LinkedHashMap<>();
    for (AccountLine line : report.account().lines()) {
      String form =
          line.isQuantized()
              ? forms.getOrDefault(line.constant().name(), "quantized")
              : "as it was";
      add(parts, new Bytes(line.operators(), form, line.bytesBefore(), line.bytesAfter()));
    }
    return largestFirst(parts);
  }

  private static String form(LayerReport.Treatment treatment) {
    return String.join(" + ", treatment.formats()) + ", " + treatment.bits() + " bits";
  }

  /** The bytes of two models by operator and form. */
  static List<Bytes> of(List<StoredBytes> before, List<StoredBytes> after) {
    Map<List<String>, Bytes> parts = new LinkedHashMap<>();
    before.forEach(each -> add(parts, new Bytes(each.operator(), each.format(), each.bytes(), 0)));
    after.forEach(each -> add(parts, new Bytes(each.operator(), each.format(), 0, each.bytes())));
    return largestFirst(parts);
  }

  private static List<Bytes> largestFirst(Map<List<String>, Bytes> parts) {
    return parts.values().stream()
        .sorted(
            Comparator.comparingLong((Bytes part) -> Math.max(part.before, part.after)).reversed())
        .toList();
  }

  private static void add(Map<List<String>, Bytes> parts, Bytes part) {
    parts.merge(List.of(part.operator(), part.form()), part, Bytes::plus);
  }

  private Bytes plus(Bytes other) {
    return new Bytes(operator, form, before + other.before, after + other.after);
  }
}
