package org.woq4j.cli.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.algorithm.Note;
import org.woq4j.cli.arguments.PluginArguments;
import org.woq4j.cli.arguments.RequestArguments;
import org.woq4j.cli.output.AccountTable;
import org.woq4j.cli.output.Counts;
import org.woq4j.cli.output.FoldedTable;
import org.woq4j.cli.output.LayerNotes;
import org.woq4j.cli.output.Table;
import org.woq4j.cli.output.Targets;
import org.woq4j.cli.output.Warnings;
import org.woq4j.cli.output.WeightTable;
import org.woq4j.core.memory.MemoryEstimate;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Site;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.plan.SequentialPlan;
import org.woq4j.core.report.ByteSize;
import org.woq4j.core.request.Rest;
import org.woq4j.core.rules.RuleCatch;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.recipe.read.ReadRecipe;

/** {@code woq plan}. */
public final class PlanCommand extends WoqCommand {

  private final RequestArguments request = new RequestArguments(spec());
  private final PluginArguments plugins = new PluginArguments(spec());
  private final BooleanSupplier all =
      arguments().flag("--all", "List each weight, node and piece.");

  /** Creates the command. */
  public PlanCommand() {
    super("plan", "Show what quantize would do. Reads no weights and writes no files.");
    spec().usageMessage().customSynopsis(RequestArguments.synopsis("plan"));
  }

  @Override
  public void run() {
    ReadRecipe read = request.read();
    PluginArguments.Prepared prepared = plugins.prepare(read);
    prepared.warn(err());
    QuantizationPlan plan = prepared.quantizer().plan(read.request(), prepared.issues());
    PrintWriter out = out();
    WeightTable.print(plan, all.getAsBoolean(), out);
    plan.sequence().ifPresent(sequence -> printPieces(plan, sequence, out));
    printRules(plan, out);
    printTotals(plan, out);
    out.println();
    AccountTable.printChange(plan.account(), out);
  }

  private void printRules(QuantizationPlan plan, PrintWriter out) {
    for (RuleCatch rule : plan.selection().rules()) {
      out.println();
      out.println(
          rule.rule().location().map(Object::toString).orElse("rule")
              + " "
              + String.join(", ", rule.rule().matcher().described())
              + " applies to "
              + Counts.of(rule.nodes().size(), "node")
              + (rule.nodes().isEmpty()
                  ? ": earlier rules apply to all nodes that it matches"
                  : ": "
                      + (all.getAsBoolean()
                          ? String.join(", ", rule.nodes())
                          : FoldedTable.folded(rule.nodes()))));
    }
  }

  private static void printCalibration(CalibrationPlan calibration, Rest rest, PrintWriter out) {
    String source = "calibration from '" + calibration.source().source().id() + "'";
    if (!calibration.isNeeded()) {
      out.println(
          source
              + (rest.isNarrow()
                  ? " shows which values half precision holds; no algorithm needs it"
                  : " is not used: no algorithm needs data"));
      return;
    }
    out.println(
        source
            + ": "
            + calibration
                .sequence()
                .map(sequence -> "layer after layer in " + Counts.of(pieces(sequence), "piece"))
                .orElseGet(() -> onePass(calibration))
            + ", up to "
            + ByteSize.text(calibration.bytes())
            + " of statistics"
            + calibration
                .onePass()
                .split()
                .map(split -> kept(split.activations(), split.activationBound()))
                .orElse("")
            + calibration.sequence().map(PlanCommand::kept).orElse(""));
  }

  private static String onePass(CalibrationPlan calibration) {
    return "1 pass"
        + calibration
            .onePass()
            .split()
            .map(split -> " in " + Counts.of(split.pieces().size(), "piece") + " of the model")
            .orElse("");
  }

  private static String kept(SequentialPlan sequence) {
    return kept(sequence.kept().activations(), sequence.kept().activationBound());
  }

  private static String kept(long all, long bound) {
    long inFile = all - Math.min(all, bound);
    return ", and about "
        + ByteSize.text(all)
        + " of activations between pieces, "
        + (inFile == 0 ? "all in memory" : ByteSize.text(inFile) + " of them in a file");
  }

  private static int pieces(SequentialPlan sequence) {
    return sequence.cut().pieces().size();
  }

  /** The pieces of the model, and the weights that are quantized after each. */
  private void printPieces(QuantizationPlan plan, SequentialPlan sequence, PrintWriter out) {
    FoldedTable table =
        new FoldedTable(all.getAsBoolean(), "ACTIVATIONS", "QUANTIZED AFTERWARDS", "NODES");
    for (int i = 0; i < sequence.stages().size(); i++) {
      Optional<Piece> piece = sequence.cut().pieces().stream().skip(i).findFirst();
      table.row(
          List.of(
              piece.stream()
                  .flatMap(each -> each.sites().keySet().stream())
                  .map(Site::toString)
                  .collect(Collectors.joining(", ")),
              sequence.stages().get(i).units().stream()
                  .flatMap(unit -> plan.units().get(unit).weights().stream())
                  .distinct()
                  .map(weight -> plan.weights().get(weight).weight().tensor())
                  .collect(Collectors.joining(", "))),
          piece.map(Piece::nodes).orElse(0));
    }
    out.println();
    table.print(out);
  }

  private static void printMemory(MemoryEstimate peak, PrintWriter out) {
    Table table = new Table();
    peak.parts().forEach(part -> table.row(part.name(), ByteSize.text(part.bytes())));
    table.print(out, "  ");
  }

  private static void printTotals(QuantizationPlan plan, PrintWriter out) {
    out.println();
    plan.calibration()
        .ifPresent(calibration -> printCalibration(calibration, plan.request().rest(), out));
    new Table()
        .row(
            "model",
            ByteSize.text(plan.bytes().before()) + " → " + ByteSize.text(plan.bytes().after()))
        .row("bits per weight", String.format(Locale.ROOT, "%.2f", plan.bitsPerWeight()))
        .row("runs on", "ONNX Runtime " + plan.leastRuntime() + " and later")
        .row("target", Targets.described(plan.needs().target()))
        .row("peak memory", ByteSize.text(plan.memory().peak().bytes()))
        .print(out, "");
    printMemory(plan.memory().peak(), out);
    Warnings.print(plan.speedWarnings(), out);
    Warnings.print(plan.sizeWarning().stream().toList(), out);
    notes(plan).distinct().forEach(note -> out.println("note: " + note));
  }

  private static Stream<String> notes(QuantizationPlan plan) {
    LayerNotes ofLayers = new LayerNotes();
    for (PlannedWeight weight : plan.weights()) {
      ofLayers.add(weight.weight().tensor(), weight.notes().stream().map(Note::message));
    }
    return Stream.of(
            plan.selection().pluginsNotLoaded().stream().map(Issue::message),
            plan.weights().stream().flatMap(weight -> weight.storageNotes().stream()),
            ofLayers.lines().stream())
        .flatMap(each -> each);
  }
}
