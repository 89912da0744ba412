package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;
import org.woq4j.api.quality.Figure;
import org.woq4j.core.report.ByteSize;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.evaluation.result.LayerLoss;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.result.SpeedResult.Latency;

/** A comparison, on a screen for each candidate. */
public final class ComparisonTable {

  private static final int WORST = 3;

  private final ComparisonResult result;

  public ComparisonTable(ComparisonResult result) {
    this.result = result;
  }

  /** Prints it. */
  public void print(PrintWriter out) {
    out.println(
        result.reference().name()
            + " compared on "
            + Counts.of(result.data().samples(), "sample")
            + " of '"
            + result.data().source()
            + "'"
            + leftOut());
    result.data().remarks().forEach(remark -> out.println("  " + remark));
    result.candidates().forEach(candidate -> print(candidate, out));
  }

  private String leftOut() {
    int samples = result.data().leftOut();
    return samples == 0
        ? ""
        : "; " + samples + " more were left out, because the calibration used them, too";
  }

  private void print(CandidateResult candidate, PrintWriter out) {
    out.println(candidate.model().name() + ", " + size(candidate));
    printFigures(candidate, out);
    candidate
        .quality()
        .leftOut()
        .forEach(each -> out.println("  left out: " + each.measure() + ": " + each.reason()));
    candidate.speed().ifPresent(speed -> printSpeed(speed, out));
    printLayers(candidate, out);
    printVerdicts(candidate, out);
    Warnings.print(candidate.warnings(), out);
  }

  private String size(CandidateResult candidate) {
    return String.format(
        Locale.ROOT,
        "%s, %.0f %% of %s",
        ByteSize.text(candidate.model().bytes()),
        100.0 * candidate.model().bytes() / result.reference().bytes(),
        ByteSize.text(result.reference().bytes()));
  }

  private static void printFigures(CandidateResult candidate, PrintWriter out) {
    Table table = new Table();
    for (Figure figure : candidate.quality().figures()) {
      table.row(
          figure.name(),
          figure.output().orElse(""),
          number(figure.value()) + (figure.unit().isEmpty() ? "" : " " + figure.unit()),
          range(figure),
          figure.worst().map(worst -> "worst: " + worst.sample()).orElse(""));
    }
    table.print(out, "  ");
  }

  private static String range(Figure figure) {
    if (figure.interval().isPresent()) {
      Figure.Interval interval = figure.interval().get();
      return number(interval.low()) + " to " + number(interval.high());
    }
    OptionalDouble error = figure.standardError();
    return error.isPresent() ? "± " + number(error.getAsDouble()) : "";
  }

  private static void printSpeed(SpeedResult speed, PrintWriter out) {
    out.println("  time of a run, on " + Counts.of(speed.threads(), "thread"));
    Table table = new Table();
    for (Latency latency : speed.latencies()) {
      table.row(
          latency.shapes(),
          milliseconds(latency.reference().median())
              + " → "
              + milliseconds(latency.candidate().median()),
          String.format(
              Locale.ROOT,
              "%.2f times (%.2f to %.2f)",
              latency.ratio().value(),
              latency.ratio().low(),
              latency.ratio().high()));
    }
    table.print(out, "    ");
  }

  private static String milliseconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f ms", 1000 * seconds);
  }

  private static void printLayers(CandidateResult candidate, PrintWriter out) {
    if (candidate.layers().isEmpty()) {
      return;
    }
    out.println("  most is lost in (relative error by itself, and accumulated)");
    Table table = new Table();
    candidate.layers().stream()
        .sorted(Comparator.comparingDouble(LayerLoss::byItself).reversed())
        .limit(WORST)
        .forEach(
            layer -> table.row(error(layer.byItself()), error(layer.accumulated()), layer.node()));
    table.print(out, "    ");
  }

  private static String error(double relative) {
    return String.format(Locale.ROOT, "%.4f", relative);
  }

  private static void printVerdicts(CandidateResult candidate, PrintWriter out) {
    if (candidate.verdicts().isEmpty()) {
      return;
    }
    out.println("  requirements");
    Table table = new Table();
    for (RequirementVerdict verdict : candidate.verdicts()) {
      OptionalDouble value = verdict.value();
      table.row(
          verdict.isMet() ? "met" : "NOT MET",
          verdict.requirement().figure(),
          verdict.output().orElse(""),
          verdict.requirement().text(),
          value.isPresent() ? number(value.getAsDouble()) : "not measured: " + verdict.reason());
    }
    table.print(out, "    ");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
