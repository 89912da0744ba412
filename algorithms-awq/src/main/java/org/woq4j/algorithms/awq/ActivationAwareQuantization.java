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
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.WeightView;

/**
 * Activation-aware weight quantization, arXiv 2306.00978. Searches a scale for each input channel
 * that makes the error of the group's outputs least, then the ranges that are worth keeping, and
 * has another algorithm round what comes out.
 *
 * <pre>{@code
 * algorithm: {id: awq, rounding: rtn, scale_search: true, clip_search: true}
 * }</pre>
 *
 * <p>The scale search rounds each candidate to the scheme that is stored, each group of each output
 * with a range of its own. The scale that comes out is the reciprocal of a number of the scheme's
 * scale type, so that the host loses nothing where it stores that reciprocal.
 */
public final class ActivationAwareQuantization implements WeightOnlyAlgorithm {

  static final OptionSpec<AlgorithmReference> ROUNDING =
      OptionSpec.algorithm("rounding")
          .defaultsTo(new AlgorithmReference("rtn", OptionValues.none()))
          .doc("The algorithm that rounds the scaled and clipped weights.")
          .build();

  static final OptionSpec<Boolean> SCALE_SEARCH =
      OptionSpec.bool("scale_search")
          .defaultsTo(true)
          .doc(
              "Searches a scale for each input channel for the least error of the outputs; the",
              "activation is divided by it.")
          .build();

  static final OptionSpec<Boolean> CLIP_SEARCH =
      OptionSpec.bool("clip_search")
          .defaultsTo(true)
          .doc(
              "Clips the weights to the share of each group's range that gives the least squared",
              "error, weighted by the Gram matrix's diagonal, before they are rounded. A rounding",
              "that uses the Gram matrix itself, such as gptq, gets them whole: it chooses its ranges",
              "by its own options, and makes good what clipping costs.")
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
      needs.add(Statistic.ABS_MEAN);
    }
    if (options.get(SCALE_SEARCH) || options.get(CLIP_SEARCH)) {
      needs.add(Statistic.GRAM);
    }
    return needs;
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    requireStatistics(group, context.options());
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    Optional<float[]> scale = searchScale(group, context, result);
    WeightGroup scaled = scale.map(group::scaled).orElse(group);
    AlgorithmReference rounding = context.options().get(ROUNDING);
    QuantizedGroup rounded =
        context.delegate(rounding, isToClip(rounding, context) ? clip(scaled, context) : scaled);
    product(scale, rounded.inputScale()).ifPresent(result::inputScale);
    rounded.weights().forEach(result::add);
    rounded.notes().forEach(note -> result.note(note.kind(), note.message()));
    context.progress(1);
    return result.build();
  }

  /** One scale for both, as the rounding may have scaled once more. */
  private static Optional<float[]> product(Optional<float[]> ours, Optional<float[]> theirs) {
    if (ours.isEmpty() || theirs.isEmpty()) {
      return ours.or(() -> theirs);
    }
    float[] product = ours.get().clone();
    for (int k = 0; k < product.length; k++) {
      product[k] *= theirs.get()[k];
    }
    return Optional.of(product);
  }

  /** The scale, or nothing where none is better or none is wanted. */
  private static Optional<float[]> searchScale(
      WeightGroup group, AlgorithmContext context, QuantizedGroup.Builder result) {
    if (!context.options().get(SCALE_SEARCH)) {
      return Optional.empty();
    }
    if (!context.mayScaleInput()) {
      result.note(
          Note.Kind.DEGRADED, "no scale was searched, because the weight is read at several sites");
      return Optional.empty();
    }
    return new ScaleSearch(group, context)
        .best(done -> context.progress(done * (1 - AFTER_SCALE_SEARCH)));
  }

  /**
   * Clipped weights would hide from a rounding that weighs errors by the Gram matrix what clipping
   * costs; measured, GPTQ's error doubles.
   */
  private static boolean isToClip(AlgorithmReference rounding, AlgorithmContext context) {
    return context.options().get(CLIP_SEARCH) && !context.needs(rounding).contains(Statistic.GRAM);
  }

  private static WeightGroup clip(WeightGroup group, AlgorithmContext context) {
    float[] importance = diagonal(group.statistics().gram().orElseThrow());
    List<WeightView> clipped = new ArrayList<>();
    for (WeightView weight : group.weights()) {
      clipped.add(RangeSearch.clip(weight, importance, context));
    }
    return new WeightGroup(group.site(), clipped, group.statistics());
  }

  private static float[] diagonal(float[] matrix) {
    int n = (int) Math.sqrt(matrix.length);
    float[] diagonal = new float[n];
    for (int k = 0; k < n; k++) {
      diagonal[k] = matrix[k * n + k];
    }
    return diagonal;
  }

  private void requireStatistics(WeightGroup group, OptionValues options) {
    if (!group.statistics().gathered().containsAll(needs(options))) {
      throw AwqError.NO_STATISTICS.because(
          "awq has no statistics of " + group.site(),
          "add a calibration, or choose an algorithm that needs none");
    }
  }
}
