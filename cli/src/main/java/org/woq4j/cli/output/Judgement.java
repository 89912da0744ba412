package org.woq4j.cli.output;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.CalibrationReport;
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
      case NODES ->
          "node by node, output quality not measured" + reasons + place() + worstProduct();
      case MODEL -> "whole model, against the float model" + reasons + place();
    };
  }

  private String worstProduct() {
    return greatest(report.verification().differences())
        .map(
            worst ->
                String.format(
                    Locale.ROOT,
                    "; a product with the stored weight is off by %s at most (%s)",
                    size(worst.relative()),
                    worst.output()))
        .orElse("");
  }

  private static Optional<Difference> greatest(List<Difference> differences) {
    return differences.stream().max(Comparator.comparingDouble(Difference::relative));
  }

  private String place() {
    return report
        .means()
        .modelsRanIn()
        .map(place -> place == RuntimePlace.CHILD ? "; in a child process" : "; in this process")
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
        ? greatest(report.verification().differences())
        : Optional.empty();
  }

  /** The levels of optimization differ where {@code how} names one. */
  private String figures(Difference worst) {
    String how = worst.how().equals("run") ? "" : ", " + worst.how();
    return String.format(
        Locale.ROOT,
        "output %s is off by %s, an element by at most %.3g%s; on %s",
        worst.output(),
        size(worst.relative()),
        worst.largest(),
        how,
        inputs());
  }

  /** A relative error in words. */
  private static String size(double relative) {
    if (relative >= 1) {
      return String.format(Locale.ROOT, "%.3g times its size", relative);
    }
    return relative > 0 && relative < 0.0005
        ? "less than 0.1 % of its size"
        : String.format(Locale.ROOT, "%.1f %% of its size", 100 * relative);
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
}
