package org.woq4j.algorithms.gptq;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.kernels.group.GroupQuantizer;
import org.woq4j.kernels.group.RangeRule;

/**
 * GPTQ (arXiv 2210.17323): rounds the rows of a weight one after the other; later rows compensate
 * the error that rounding causes in the output. In sequential mode, weights are first corrected for
 * the changes that earlier quantized layers made to their activation (as in GPTAQ, arXiv
 * 2504.02692, but solved for whole weights). With {@code refine}, coordinate descent then improves
 * codes and scales.
 *
 * <pre>{@code
 * algorithm: {id: gptq, damp: 0.01, act_order: true, clip_search: weighted, refine: 3}
 * }</pre>
 *
 * <p>Columns are independent unless they share scales, but the algorithm does not declare them
 * independent: factoring a site's Hessian costs more than rounding all its columns, and slices
 * would not share the factor. In addition to the weights that the host holds, a WeightGroup needs
 * its Gram matrix, one float64 [K,K] while it is factored (more inside the linear algebra), then
 * one float32 [K,K] (three if weights are corrected, one more if they are refined), and for each
 * thread two tiles of K x 256 float32 (four if they are refined).
 */
public final class Gptq implements WeightOnlyAlgorithm {

  static final OptionSpec<Double> DAMP =
      OptionSpec.decimal("damp")
          .above(0)
          .atMost(1)
          .defaultsTo(0.01)
          .doc(
              "Damping: this share of the mean of the Hessian's diagonal is added to the diagonal.",
              "It is raised tenfold, up to three times, if the Hessian is not positive definite.")
          .build();

  static final OptionSpec<Boolean> ACT_ORDER =
      OptionSpec.bool("act_order")
          .defaultsTo(true)
          .doc(
              "true: rounds inputs with large activations first; ranges are chosen before any",
              "rounding. false: rounds inputs in their order; ranges are chosen after earlier",
              "errors were compensated.")
          .build();

  static final OptionSpec<Integer> UPDATE_ROWS =
      OptionSpec.integer("update_rows")
          .atLeast(1)
          .defaultsTo(32)
          .doc(
              "The most rows that are rounded one by one before later rows are updated by a",
              "product. Affects only speed. Without act_order, no more than a group.")
          .build();

  static final OptionSpec<Double> RATIO =
      OptionSpec.decimal("ratio")
          .above(0)
          .atMost(1)
          .defaultsTo(1.0)
          .doc("Share of each group's range that is kept; values beyond it are clipped.")
          .build();

  static final OptionSpec<ClipSearch> CLIP_SEARCH =
      OptionSpec.choice("clip_search", ClipSearch.class)
          .defaultsTo(ClipSearch.WEIGHTED)
          .doc(
              "Tries 40 shares from 0.5 to 1 of each group's range and keeps the one with the",
              "smallest squared error: plain (mse), or weighted by the Hessian's diagonal",
              "(weighted).")
          .build();

  static final OptionSpec<Boolean> PER_CHANNEL =
      OptionSpec.bool("per_channel")
          .defaultsTo(true)
          .doc(
              "true: each output has its own scale in each group. false: all outputs share one",
              "scale per group; each weight runs on one thread.")
          .build();

  static final OptionSpec<Double> CORRECTION =
      OptionSpec.decimal("correction")
          .above(0)
          .orOff(Double.POSITIVE_INFINITY)
          .onlySequential()
          .defaultsTo(0.2)
          .doc(
              "In sequential mode, weights are corrected for the changes that earlier quantized",
              "layers made to their activation. This value, a share of the mean of the Gram",
              "matrix's diagonal, damps the correction and the rounding after it. A smaller value",
              "corrects more strongly; off: no correction.")
          .build();

  static final OptionSpec<Integer> REFINE =
      OptionSpec.integer("refine")
          .atLeast(0)
          .defaultsTo(0)
          .doc(
              "Sweeps of coordinate descent over all codes and scales after rounding; 3 are",
              "enough.")
          .build();

  static final OptionSpec<OnFailure> ON_FAILURE =
      OptionSpec.choice("on_failure", OnFailure.class)
          .defaultsTo(OnFailure.ERROR)
          .doc("If the Hessian cannot be factored: stop (error), or round to nearest (rtn).")
          .build();

  private static final int DAMP_INCREASES = 3;

  /** Called by {@link java.util.ServiceLoader}. */
  public Gptq() {}

  @Override
  public String id() {
    return "gptq";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(
        DAMP,
        ACT_ORDER,
        UPDATE_ROWS,
        RATIO,
        CLIP_SEARCH,
        PER_CHANNEL,
        CORRECTION,
        REFINE,
        ON_FAILURE);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return corrects(options)
        ? Set.of(Statistic.GRAM, Statistic.CROSS_GRAM)
        : Set.of(Statistic.GRAM);
  }

  /** Measured: a solution takes 8 products with the Gram matrix, a sweep of refinement 4. */
  @Override
  public double effort(OptionValues options, int inputFeatures) {
    return (8.0 + 4 * options.get(REFINE)) * inputFeatures;
  }

  private static boolean corrects(OptionValues options) {
    return Double.isFinite(options.get(CORRECTION));
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    context.checkCancelled();
    Hessian hessian = Hessian.of(group);
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    Optional<Correction> correction = correction(group, hessian, context, result);
    // The correction minimizes an error that includes λ‖Ŵ − W‖², so the rounding includes it too.
    double damp = context.options().get(DAMP) + correction.map(Correction::damp).orElse(0.0);
    Optional<Compensation> compensation = compensation(group, hessian, damp, context, result);
    Optional<WeightSolver> solver =
        compensation.map(
            each ->
                new WeightSolver(
                    context,
                    correction,
                    each,
                    hessian.diagonal(),
                    refinementMatrix(hessian, damp, context)));
    List<QuantizedWeight> weights =
        solver.isPresent()
            ? solver.get().solve(group.weights())
            : round(group.weights(), hessian.diagonal(), context);
    weights.forEach(result::add);
    return result.build();
  }

  /** Empty, with a note, if the weights must be rounded to nearest. */
  private static Optional<Compensation> compensation(
      WeightGroup group,
      Hessian hessian,
      double leastDamp,
      AlgorithmContext context,
      QuantizedGroup.Builder result) {
    if (!hessian.isFinite()) {
      return failed(group, "has elements that are not finite", context, result);
    }
    boolean byActivation = context.options().get(ACT_ORDER);
    int[] order = byActivation ? hessian.orderByActivation() : hessian.order();
    double damp = leastDamp;
    for (int increase = 0; increase <= DAMP_INCREASES; increase++) {
      context.checkCancelled();
      Optional<Compensation> compensation = Compensation.of(hessian, order, damp, context);
      if (compensation.isPresent()) {
        return compensation;
      }
      if (increase < DAMP_INCREASES) {
        result.note(
            Note.Kind.DEGRADED,
            "the Hessian of %s is not positive definite with damp %s, which was raised to %s"
                .formatted(group.site(), damp, damp * 10));
        damp *= 10;
      }
    }
    return failed(group, "is not positive definite, even with damp " + damp, context, result);
  }

  private static Optional<Compensation> failed(
      WeightGroup group, String cause, AlgorithmContext context, QuantizedGroup.Builder result) {
    String weights =
        group.weights().stream().map(WeightView::name).collect(Collectors.joining(", "));
    String problem =
        "the Hessian of %s, which feeds %s, %s".formatted(group.site(), weights, cause);
    if (context.options().get(ON_FAILURE) == OnFailure.ERROR) {
      throw GptqError.NO_FACTOR.because(
          problem, "check the calibration data, or choose on_failure: rtn");
    }
    result.note(Note.Kind.FALLBACK, "rounded to nearest, since " + problem);
    return Optional.empty();
  }

  private static Optional<FloatMatrix> refinementMatrix(
      Hessian hessian, double damp, AlgorithmContext context) {
    return context.options().get(REFINE) > 0
        ? Optional.of(hessian.dampedGram(damp))
        : Optional.empty();
  }

  /** Empty if weights are not corrected; with a note if the correction failed. */
  private static Optional<Correction> correction(
      WeightGroup group, Hessian hessian, AlgorithmContext context, QuantizedGroup.Builder result) {
    OptionValues options = context.options();
    if (!corrects(options) || group.statistics().crossGram().isEmpty() || !hessian.isFinite()) {
      return Optional.empty();
    }
    double damp = options.get(CORRECTION);
    Optional<Correction> correction =
        Correction.of(group.statistics(), damp, context.linearAlgebra(), context::forEach);
    if (correction.isEmpty()) {
      result.note(
          Note.Kind.FALLBACK,
          "weights of %s are not corrected, since its Gram matrix is not positive definite with %s"
              .formatted(group.site(), "correction " + damp));
    }
    return correction;
  }

  /** How ranges of groups are chosen. */
  static RangeRule ranges(OptionValues options) {
    return new RangeRule(options.get(RATIO), options.get(CLIP_SEARCH), !options.get(PER_CHANNEL));
  }

  private static List<QuantizedWeight> round(
      List<WeightView> weights, float[] importance, AlgorithmContext context) {
    RangeRule rule = ranges(context.options());
    List<GroupQuantizer> quantizers =
        weights.stream()
            .map(weight -> new GroupQuantizer(weight, context.scheme(), rule, importance))
            .toList();
    ColumnTiles.forEach(
        weights, context, (weight, from, to) -> quantizers.get(weight).columns(from, to));
    return quantizers.stream().map(GroupQuantizer::result).toList();
  }
}
