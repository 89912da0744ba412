package org.woq4j.algorithms.awq;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;

/**
 * Activation-aware weight quantization, arXiv 2306.00978. Searches a scale for each input channel
 * that minimizes the error of the group's outputs, then clips each group's range, and delegates the
 * rounding to another algorithm.
 *
 * <pre>{@code
 * algorithm: {id: awq, rounding: rtn, scale_search: true, clip_search: true}
 * }</pre>
 *
 * <p>The scale search rounds each candidate to the stored scheme; each group of each output has its
 * own range. Where the stored form rounds the activation, too, the search counts that error. The
 * chosen scale is the reciprocal of a number of the scheme's scale type, so the host stores that
 * reciprocal without loss.
 */
public final class ActivationAwareQuantization implements WeightOnlyAlgorithm {

  static final OptionSpec<AlgorithmReference> ROUNDING =
      OptionSpec.algorithm("rounding")
          .defaultsTo(new AlgorithmReference("rtn", OptionValues.none()))
          .doc("Algorithm that rounds the scaled and clipped weights.")
          .build();

  static final OptionSpec<Boolean> SCALE_SEARCH =
      OptionSpec.bool("scale_search")
          .defaultsTo(true)
          .doc(
              "Searches a scale for each input channel that minimizes the error of the outputs.",
              "Weights are multiplied by it, and the activation is divided by it.")
          .build();

  static final OptionSpec<Boolean> CLIP_SEARCH =
      OptionSpec.bool("clip_search")
          .defaultsTo(true)
          .doc(
              "Before rounding, clips each group to the share of its range with which rounding",
              "changes the outputs least, group after group. Has no effect if the rounding",
              "algorithm uses the Gram matrix itself, as gptq does; such an algorithm chooses its",
              "own ranges.")
          .build();

  /** Share of the progress that is left for clipping and rounding. */
  private static final double AFTER_SCALE_SEARCH = 0.1;

  /** Called by {@link java.util.ServiceLoader}. */
  public ActivationAwareQuantization() {}

  @Override
  public String id() {
    return "awq";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(ROUNDING, SCALE_SEARCH, CLIP_SEARCH);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    Set<Statistic> needs = EnumSet.noneOf(Statistic.class);
    if (options.get(SCALE_SEARCH)) {
      needs.addAll(EnumSet.of(Statistic.ABS_MEAN, Statistic.MIN, Statistic.MAX));
    }
    if (options.get(SCALE_SEARCH) || options.get(CLIP_SEARCH)) {
      needs.add(Statistic.GRAM);
    }
    return needs;
  }

  @Override
  public double effort(OptionValues options, int inputFeatures) {
    return Effort.ofSearch(options.get(SCALE_SEARCH) ? ScaleCandidates.EXPONENTS : 0, inputFeatures)
        + (options.get(CLIP_SEARCH) ? Effort.RANGES : 0)
        + Effort.ofRounding(options.get(ROUNDING), inputFeatures);
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    AwqError.requireStatistics(id(), group, needs(context.options()));
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    Optional<float[]> scale = searchScale(group, context, result);
    WeightGroup scaled = scale.map(group::scaled).orElse(group);
    AlgorithmReference rounding = context.options().get(ROUNDING);
    QuantizedGroup rounded =
        context.delegate(rounding, shouldClip(rounding, context) ? clip(scaled, context) : scaled);
    Scaled.add(rounded, scale, result);
    context.progress(1);
    return result.build();
  }

  /** The best scale; empty if none helps or the search is off. */
  private static Optional<float[]> searchScale(
      WeightGroup group, AlgorithmContext context, QuantizedGroup.Builder result) {
    if (!context.options().get(SCALE_SEARCH)) {
      return Optional.empty();
    }
    if (!context.mayScaleInput()) {
      result.note(
          Note.Kind.DEGRADED,
          "no scale was searched, because the nodes that read the weight do not all multiply one activation by it");
      return Optional.empty();
    }
    ActivationStatistics statistics = group.statistics();
    ElementType scaleType = context.scheme().scaleType();
    int groupRows = context.scheme().groupRows(group.inputFeatures());
    List<float[]> candidates =
        ScaleCandidates.of(
            statistics.absMean().orElseThrow(),
            ChannelMagnitude.of(group.weights(), groupRows),
            scaleType);
    ActivationError error =
        new ActivationError(group, context, ChannelNorms.of(group.weights()).squares());
    return new ScaleSearch(group, context, candidates, error)
        .best(done -> context.progress(done * (1 - AFTER_SCALE_SEARCH)));
  }

  /**
   * A rounding algorithm that weighs errors by the Gram matrix would not see the clipping error if
   * its weights were clipped before; GPTQ's error doubles when measured.
   */
  private static boolean shouldClip(AlgorithmReference rounding, AlgorithmContext context) {
    return context.options().get(CLIP_SEARCH) && !context.needs(rounding).contains(Statistic.GRAM);
  }

  private static WeightGroup clip(WeightGroup group, AlgorithmContext context) {
    int inputs = group.inputFeatures();
    FloatMatrix gram = FloatMatrix.of(group.statistics().gram().orElseThrow(), inputs, inputs);
    List<WeightView> clipped = new ArrayList<>();
    for (WeightView weight : group.weights()) {
      clipped.add(RangeSearch.clip(weight, gram, context));
    }
    return new WeightGroup(group.site(), clipped, group.statistics());
  }
}
