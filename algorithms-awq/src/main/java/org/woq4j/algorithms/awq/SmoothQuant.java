package org.woq4j.algorithms.awq;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * SmoothQuant, arXiv 2211.10438: scales input channels so that rounding the activation costs less.
 * A few channels with large activations widen the range that all channels share. They are divided
 * by a scale, and their weights are multiplied by it. Then another algorithm rounds the weights.
 *
 * <pre>{@code
 * algorithm: {id: smoothquant, alpha: search, rounding: rtn}
 * }</pre>
 *
 * <p>The scale of channel k is max|x_k|^α / max|W_kn|^(1−α). The search takes the α with the least
 * error of the outputs, from rounding the weights and the activation together; no scale at all is
 * one of its candidates. The scale is the reciprocal of a number of the scheme's scale type, so the
 * host stores that reciprocal without loss.
 */
public final class SmoothQuant implements WeightOnlyAlgorithm {

  /** The value of {@code search}. */
  private static final double SEARCH = -1;

  static final OptionSpec<Double> ALPHA =
      OptionSpec.decimal("alpha")
          .atLeast(0)
          .atMost(1)
          .orWord("search", SEARCH)
          .defaultsTo(SEARCH)
          .doc(
              "How much of the activation's magnitude moves to the weights: 0 none, 1 all of it.",
              "search takes the value with the least error of weights and activation together, or",
              "scales nothing if that is better.")
          .build();

  static final OptionSpec<AlgorithmReference> ROUNDING =
      OptionSpec.algorithm("rounding")
          .defaultsTo(new AlgorithmReference("rtn", OptionValues.none()))
          .doc("Algorithm that rounds the scaled weights.")
          .build();

  /** Share of the progress that is left for rounding. */
  private static final double AFTER_SEARCH = 0.1;

  /** Called by {@link java.util.ServiceLoader}. */
  public SmoothQuant() {}

  @Override
  public String id() {
    return "smoothquant";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(ALPHA, ROUNDING);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return EnumSet.of(Statistic.MIN, Statistic.MAX, Statistic.GRAM);
  }

  private static boolean searches(OptionValues options) {
    return options.get(ALPHA) == SEARCH;
  }

  @Override
  public double effort(OptionValues options, int inputFeatures) {
    return Effort.ofSearch(searches(options) ? ScaleCandidates.EXPONENTS / 2 : 0, inputFeatures)
        + Effort.ofRounding(options.get(ROUNDING), inputFeatures);
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    AwqError.requireStatistics(id(), group, needs(context.options()));
    context.checkCancelled();
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    Optional<float[]> scale = scale(group, context, result);
    WeightGroup scaled = scale.map(group::scaled).orElse(group);
    QuantizedGroup rounded = context.delegate(context.options().get(ROUNDING), scaled);
    Scaled.add(rounded, scale, result);
    context.progress(1);
    return result.build();
  }

  /** The scale; empty if none helps or the input may not be scaled. */
  private static Optional<float[]> scale(
      WeightGroup group, AlgorithmContext context, QuantizedGroup.Builder result) {
    if (!context.mayScaleInput()) {
      result.note(
          Note.Kind.DEGRADED,
          "nothing was scaled, because the nodes that read the weight do not all multiply one activation by it");
      return Optional.empty();
    }
    if (context.activationRounding() == ActivationRounding.NONE) {
      result.note(
          Note.Kind.INFORMATION,
          "the format does not round the activation, for which smoothquant scales it; awq scales it"
              + " for the rounding of the weights");
    }
    ChannelNorms norms = ChannelNorms.of(group.weights());
    SmoothScales scales =
        SmoothScales.of(group.statistics(), norms.largest(), context.scheme().scaleType());
    if (!searches(context.options())) {
      return Optional.of(scales.at(context.options().get(ALPHA)));
    }
    ActivationError error = new ActivationError(group, context, norms.squares());
    return new ScaleSearch(group, context, scales.candidates(), error)
        .best(done -> context.progress(done * (1 - AFTER_SEARCH)));
  }
}
