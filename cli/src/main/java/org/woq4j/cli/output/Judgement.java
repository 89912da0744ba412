package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.RuntimePlace;

/**
 * Whether the written model runs, and how good it is, as text.
 *
 * @param report of the run
 */
record Judgement(QuantizationReport report) {

  /** How it was verified that the model runs. */
  String verified() {
    Verification verification = report.verification();
    String reasons =
        verification.reasons().isEmpty() ? "" : ": " + String.join("; ", verification.reasons());
    return switch (verification.extent()) {
      case NONE -> "no" + reasons;
      case NODES -> "node by node, output quality not measured" + place() + reasons;
      case MODEL -> "whole model, against the float model" + place() + reasons;
    };
  }

  private String place() {
    return report
        .means()
        .modelsRanIn()
        .map(place -> place == RuntimePlace.CHILD ? ", in a child process" : ", in this process")
        .orElse("");
  }

  /** How good the model is. */
  String quality() {
    String verdict =
        switch (report.quality().verdict()) {
          case EXPECTED -> "as the errors of the layers explain";
          case DOUBTFUL -> "doubtful, see the warnings";
          case NOT_MEASURED -> "not measured";
        };
    return verdict + worst().map(this::figures).map(text -> ": " + text).orElse("");
  }

  private Optional<Difference> worst() {
    return report.verification().extent() == Extent.MODEL
        ? report.verification().differences().stream()
            .max(Comparator.comparingDouble(Difference::relative))
        : Optional.empty();
  }

  /** The levels of optimization differ where {@code how} names one. */
  private String figures(Difference worst) {
    String how = worst.how().equals("run") ? "" : ", " + worst.how();
    return String.format(
        Locale.ROOT,
        "output %s is off by %s of its size, an element by at most %.3g%s; on %s",
        worst.output(),
        percent(worst.relative()),
        worst.largest(),
        how,
        inputs());
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, part < 0.001 ? "%.1e %%" : "%.2g %%", 100 * part);
  }

  private String inputs() {
    int samples = report.verification().samples();
    return samples == 0
        ? "generated inputs"
        : Counts.of(samples, "held-out sample")
            + report
                .calibration()
                .map(CalibrationReport::source)
                .map(source -> " of '" + source + "'")
                .orElse("");
  }

  void printWarnings(PrintWriter out) {
    Quality quality = report.quality();
    quality
        .warnings()
        .forEach(
            warning -> {
              out.println("warning: " + warning.message());
              warning.cure().ifPresent(cure -> out.println("  " + cure));
            });
  }
}
