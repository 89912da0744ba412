package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.algorithm.Note;
import org.woq4j.core.model.Account;
import org.woq4j.core.report.ByteSize;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.Decimals;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.Calibration.Mode;

/** The result of a run, on one screen. */
public final class Summary {

  private static final int WORST = 3;

  /** The most notes that are printed. */
  private static final int MOST_NOTES = 8;

  private final QuantizationReport report;

  public Summary(QuantizationReport report) {
    this.report = report;
  }

  /** Prints it. */
  public void print(PrintWriter out) {
    Judgement judgement = new Judgement(report);
    out.println(report.files().model() + " → " + report.files().output());
    Table table = new Table().row("size", size()).row("quantized", quantized());
    if (!report.means().plugins().isEmpty()) {
      table.row("plugins", plugins());
    }
    report.calibration().ifPresent(used -> table.row("calibrated", calibrated(used)));
    if (!report.files().copied().isEmpty()) {
      table.row("copied", String.join(", ", report.files().copied()));
    }
    table
        .row("runs on", "ONNX Runtime " + report.requirements().leastRuntime() + " and later")
        .row("target", Targets.described(report.requirements().target()))
        .row("verified", judgement.verified())
        .row("quality", judgement.quality())
        .row("time", Decimals.text(report.outcome().seconds(), 2) + " s")
        .print(out, "  ");
    Warnings.print(report.quality().warnings(), out);
    report
        .requirements()
        .raisedFrom()
        .ifPresent(
            from ->
                out.println("opset raised from " + from + " to " + report.requirements().opset()));
    printWorst(out);
    List<String> notes = notes();
    notes.stream().limit(MOST_NOTES).forEach(note -> out.println("note: " + note));
    if (notes.size() > MOST_NOTES) {
      out.println((notes.size() - MOST_NOTES) + " more notes are in the report (--report)");
    }
    out.println();
    AccountTable.printChange(new Account(report.account().lines()), out);
  }

  private String calibrated(CalibrationReport used) {
    if (used.batches() == 0) {
      return "no: no algorithm needs the data of '" + used.source() + "'";
    }
    return "on %s rows in %s of '%s', %s, %s s"
            .formatted(
                used.rows(),
                Counts.of(used.batches(), "batch"),
                used.source(),
                used.mode() == Mode.SEQUENTIAL
                    ? "layer after layer"
                    : Counts.of(used.passes(), "pass"),
                Decimals.text(used.seconds(), 1))
        + report.means().linearAlgebra().map(name -> "; linear algebra: " + name).orElse("");
  }

  private String size() {
    double share = 100.0 * report.files().bytesAfter() / report.files().bytesBefore();
    return ByteSize.text(report.files().bytesBefore())
        + " → "
        + ByteSize.text(report.files().bytesAfter())
        + ", "
        + Decimals.text(share, 0)
        + " %";
  }

  private String quantized() {
    long elements =
        report.layers().stream()
            .mapToLong(
                layer ->
                    (long) layer.identity().inputFeatures() * layer.identity().outputFeatures())
            .sum();
    long bytes = report.layers().stream().mapToLong(layer -> layer.size().bytesAfter()).sum();
    String how =
        report.layers().stream()
            .map(
                layer ->
                    layer.algorithm() + " → " + String.join(" + ", layer.treatment().formats()))
            .distinct()
            .collect(Collectors.joining("; "));
    return Counts.of(report.layers().size(), "layer")
        + ", "
        + Decimals.text(8.0 * bytes / elements, 2)
        + " bits per weight ("
        + how
        + ")";
  }

  private String plugins() {
    return report.means().plugins().stream().map(Summary::plugin).collect(Collectors.joining("; "));
  }

  private static String plugin(UsedPlugin plugin) {
    String ids =
        Stream.of(plugin.algorithms(), plugin.formats(), plugin.sources())
            .flatMap(List::stream)
            .collect(Collectors.joining(", "));
    return plugin.id() + " " + plugin.version() + (ids.isEmpty() ? "" : " (" + ids + ")");
  }

  private void printWorst(PrintWriter out) {
    out.println("largest errors, relative to the weight");
    Table table = new Table();
    report.layers().stream()
        .sorted(Comparator.comparingDouble(LayerReport::relativeError).reversed())
        .limit(WORST)
        .forEach(
            layer ->
                table.row(
                    Decimals.text(layer.relativeError(), 4),
                    layer.identity().nodes().get(0),
                    layer.identity().inputFeatures() + " x " + layer.identity().outputFeatures()));
    table.print(out, "  ");
  }

  /** The notes of the plugins, of what stays float and of all layers, each once. */
  private List<String> notes() {
    return Stream.of(
            report.means().pluginsNotLoaded().stream().map(Issue::message),
            report.outcome().rest().stream(),
            layerNotes().stream())
        .flatMap(each -> each)
        .distinct()
        .toList();
  }

  private List<String> layerNotes() {
    LayerNotes notes = new LayerNotes();
    for (LayerReport layer : report.layers()) {
      Stream<String> ofAlgorithm = layer.notes().stream().map(Note::message);
      notes.add(layer.weight(), Stream.concat(layer.remarks().storage().stream(), ofAlgorithm));
    }
    return notes.lines();
  }
}
