package org.woq4j.core.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.woq4j.api.Issue;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.Quality.Verdict;

/**
 * Judges a written model by the errors of its layers and of its outputs.
 *
 * <p>If errors of layers are independent, their squares add up. A layer whose activation is rounded
 * while the model runs has the usual error of that, too. On real encoders and recognizers, with
 * each algorithm and 2 to 8 bits, outputs have 0.01 to 0.7 times the error that this explains; a
 * detector with an output near 0 had 2.8 times. So four times as much is beyond what it explains,
 * as is an output that is further from the float model's than zeros are.
 */
public final class QualityJudge {

  /** A layer with a greater relative error is lost. */
  private static final double LOST = 0.5;

  /** An output with this multiple of the explained error is beyond it. */
  private static final double BEYOND = 4;

  /**
   * The error of a layer's output from rounding its activation, in blocks of 32. The root of the
   * mean of its squares is 0.005 to 0.006 over the layers of three encoders and a recognizer.
   */
  private static final double ROUNDED_BLOCKS = 0.006;

  /** The same with one range for all rows: 0.010 in the recognizer, 0.024 to 0.029 in encoders. */
  private static final double ROUNDED_TENSOR = 0.025;

  /** What the runtime may add, such as activations that it rounds although no node asks for it. */
  private static final double ARITHMETIC = 0.05;

  /** The relative error of an output of zeros. */
  private static final double OF_ZEROS = 1;

  private static final int NAMED = 3;

  private final List<LayerReport> layers;
  private final Verification verification;
  private final List<Issue> warnings = new ArrayList<>();

  private QualityJudge(List<LayerReport> layers, Verification verification) {
    this.layers = layers;
    this.verification = verification;
  }

  /**
   * Judges a model.
   *
   * @param layers its quantized layers
   * @param verification how it was verified
   * @param others warnings that do not change the verdict
   */
  public static Quality judge(
      List<LayerReport> layers, Verification verification, List<Issue> others) {
    QualityJudge judge = new QualityJudge(layers, verification);
    double explained = explained(layers);
    Optional<Difference> worst = judge.worstOutput();
    judge.judgeLayers();
    worst.ifPresent(output -> judge.judgeOutput(output, explained));
    Verdict measured = worst.isPresent() ? Verdict.EXPECTED : Verdict.NOT_MEASURED;
    Verdict verdict = judge.warnings.isEmpty() ? measured : Verdict.DOUBTFUL;
    judge.warnings.addAll(others);
    return new Quality(verdict, worst.map(Difference::relative), explained, judge.warnings);
  }

  private static double explained(List<LayerReport> layers) {
    double squares = 0;
    for (LayerReport layer : layers) {
      double error = Math.max(layer.relativeError(), layer.outputError().orElse(0.0));
      double rounding = ofRounding(layer.errors().activationRounding());
      squares += error * error + rounding * rounding;
    }
    return Math.sqrt(squares);
  }

  private static double ofRounding(ActivationRounding rounding) {
    return switch (rounding) {
      case NONE -> 0;
      case BLOCK -> ROUNDED_BLOCKS;
      case TENSOR -> ROUNDED_TENSOR;
    };
  }

  private Optional<Difference> worstOutput() {
    return verification.extent() == Extent.MODEL
        ? verification.differences().stream().max(Comparator.comparingDouble(Difference::relative))
        : Optional.empty();
  }

  private void judgeLayers() {
    warn(
        layer -> isLost(layer) && layer.errors().zeroCodes(),
        "all codes are 0",
        "report it to the author of the algorithm, or skip these layers");
    warn(
        layer -> isLost(layer) && !layer.errors().zeroCodes(),
        "the quantized weight is off by more than half of the float weight's size",
        "give these layers more bits or another algorithm, or skip them");
  }

  private static boolean isLost(LayerReport layer) {
    return !(layer.relativeError() <= LOST);
  }

  private void warn(Predicate<LayerReport> is, String what, String cure) {
    List<LayerReport> found = layers.stream().filter(is).toList();
    if (!found.isEmpty()) {
      warnings.add(Issue.of(what + " in " + named(found), cure));
    }
  }

  private static String named(List<LayerReport> found) {
    List<String> names = new ArrayList<>();
    for (LayerReport layer : found.subList(0, Math.min(NAMED, found.size()))) {
      names.add(
          String.format(
              Locale.ROOT,
              "%s (%s, relative error %.2f)",
              layer.identity().nodes().get(0),
              layer.weight(),
              layer.relativeError()));
    }
    int more = found.size() - names.size();
    return String.join(", ", names)
        + (more == 0 ? "" : " and " + more + (more == 1 ? " other layer" : " other layers"));
  }

  private void judgeOutput(Difference output, double explained) {
    boolean isBeyond = !(output.relative() <= BEYOND * explained + ARITHMETIC);
    if (!isBeyond && output.relative() <= OF_ZEROS) {
      return;
    }
    String than =
        isBeyond
            ? String.format(Locale.ROOT, "the errors of the layers explain about %.3g", explained)
            : "an output of zeros has 1";
    warnings.add(
        Issue.of(
            String.format(
                Locale.ROOT,
                "the output %s has a relative error of %.3g, and %s",
                output.output(),
                output.relative(),
                than),
            cure()));
  }

  private String cure() {
    boolean rounds =
        layers.stream()
            .anyMatch(layer -> layer.errors().activationRounding() == ActivationRounding.TENSOR);
    return "try other calibration data, another algorithm or more bits"
        + (rounds
            ? "; rounding an activation costs much if a few of its channels are large: use"
                + " smoothquant with calibration data, or a format that rounds no activation"
            : "");
  }
}
