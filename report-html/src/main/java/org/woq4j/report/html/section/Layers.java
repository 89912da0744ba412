package org.woq4j.report.html.section;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.core.report.LayerReport;
import org.woq4j.report.html.markup.Cell;
import org.woq4j.report.html.markup.Chart;
import org.woq4j.report.html.markup.Column;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Section;
import org.woq4j.report.html.markup.Table;

/** Every weight that a run quantized. */
final class Layers {

  private static final String TABLE = "layers-table";

  private static final List<Column> COLUMNS =
      List.of(
          Column.lines("node", "Node"),
          Column.bar("weight-error", "Error of the weight"),
          Column.bar("output-error", "Error of the output"),
          Column.number("place", "Place"),
          Column.number("after", "Bytes after"),
          Column.number("before", "Bytes before"),
          Column.text("operator", "Operator"),
          Column.text("shape", "K × N"),
          Column.text("algorithm", "Algorithm"),
          Column.text("format", "Format"),
          Column.number("bits", "Bits"),
          Column.text("group", "Group"),
          Column.text("scheme", "Scheme"),
          Column.lines("notes", "Notes"));

  private Layers() {}

  static Optional<Section> section(List<LayerReport> layers) {
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    Table table = new Table(TABLE, "Quantized weights", COLUMNS);
    for (int i = 0; i < layers.size(); i++) {
      table.row(row(i + 1, layers.get(i)));
    }
    Chart chart =
        new Chart(
            Chart.Kind.DOTS,
            TABLE,
            "Error of every layer by itself, along the model",
            "place",
            List.of("weight-error", "output-error"));
    return Optional.of(
        new Section(
            "layers",
            "Layers",
            List.of(Element.of("p", worst(layers)), chart.element(), table.element())));
  }

  private static String worst(List<LayerReport> layers) {
    LayerReport worst =
        layers.stream().max(Comparator.comparingDouble(LayerReport::relativeError)).orElseThrow();
    return "The largest error of a weight is %s of its size, in %s."
        .formatted(Numbers.percent(worst.relativeError()), node(worst));
  }

  private static String node(LayerReport layer) {
    return String.join(", ", layer.identity().nodes());
  }

  private static List<Cell> row(int place, LayerReport layer) {
    LayerReport.Identity identity = layer.identity();
    LayerReport.Treatment treatment = layer.treatment();
    return List.of(
        Cell.text(node(layer)),
        Cell.number(layer.relativeError()),
        Cell.number(layer.outputError()),
        Cell.count(place),
        Cell.bytes(layer.size().bytesAfter()),
        Cell.bytes(layer.size().bytesBefore()),
        Cell.text(identity.operator()),
        Cell.text(identity.inputFeatures() + " × " + identity.outputFeatures()),
        Cell.text(treatment.algorithm()),
        Cell.text(String.join(", ", treatment.formats())),
        Cell.count(treatment.bits()),
        Cell.text(treatment.groupSize() < 0 ? "all rows" : treatment.groupSize() + " rows"),
        Cell.text(treatment.scheme()),
        Cell.text(notes(layer)));
  }

  private static String notes(LayerReport layer) {
    return Stream.concat(
            layer.notes().stream()
                .map(note -> note.kind().name().toLowerCase(Locale.ROOT) + ": " + note.message()),
            layer.remarks().storage().stream())
        .collect(Collectors.joining("; "));
  }
}
