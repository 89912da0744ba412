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
 * GPTQ (arXiv 2210.17323): rounds the rows of a weight one after the other; rows that are still to
 * come make good what rounding did to the output. Where layers are quantized one after the other,
 * weights are first corrected for what the quantized layers before them did to their activation (as
 * in GPTAQ, arXiv 2504.02692, but solved for whole weights); where it is asked for, codes and
 * scales are refined by coordinate descent afterwards.
 *
 * <pre>{@code
 * algorithm: {id: gptq, damp: 0.01, act_order: true, clip_search: weighted, refine: 3}
 * }</pre>
 *
 * <p>Columns do not depend on each other unless they share scales. Yet it does not claim so: the
 * factor of a site's Hessian costs more than all of its columns, and slices would not share it.
 * Beside the weights that the host holds, a group needs its Gram matrix, one float64 [K,K] while it
 * is factored (more inside the linear algebra), then one float32 [K,K] (three where weights are
 * corrected, one more where they are refined), and for each thread two tiles of K x 256 float32
 * (four where they are refined).
 */
public final class Gptq implements WeightOnlyAlgorithm {

  static final OptionSpec<Double> DAMP =
      OptionSpec.decimal("damp")
          .above(0)
          .atMost(1)
          .defaultsTo(0.01)
          .doc(
              "Share of the mean of the Hessian's diagonal that is added to the diagonal. Grows",
              "tenfold, up to three times, while the Hessian is not positive definite.")
          .build();

  static final OptionSpec<Boolean> ACT_ORDER =
      OptionSpec.bool("act_order")
          .defaultsTo(true)
          .doc(
              "Rounds inputs of large activations first, with ranges from the weights as they are.",
              "false: inputs as they come, with ranges from weights that have made good errors.")
          .build();

  static final OptionSpec<Integer> UPDATE_ROWS =
      OptionSpec.integer("update_rows")
          .atLeast(1)
          .defaultsTo(128)
          .doc(
              "Rows of a batch, after which all others are updated at once. For speed alone.",
              "Without act_order a batch ends with its group at the latest.")
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
              "Searches 40 shares from 0.5 to 1 of each group's range for the least squared error,",
              "plain (mse) or weighted by the Hessian's diagonal (weighted).")
          .build();

  static final OptionSpec<Boolean> PER_CHANNEL =
      OptionSpec.bool("per_channel")
          .defaultsTo(true)
          .doc("false: one scale per group of rows, shared by all outputs. Runs on one thread.")
          .build();

  static final OptionSpec<Double> CORRECTION =
      OptionSpec.decimal("correction")
          .above(0)
          .orOff(Double.POSITIVE_INFINITY)
          .onlySequential()
          .defaultsTo(0.3)
          .doc(
              "In sequential mode, damps the correction of weights for what quantized layers",
              "before them did to their activation: a share of the mean of the Gram matrix's",
              "diagonal, with which they are rounded, too. Smaller corrects harder; off: weights",
              "stay as they are.")
          .build();

  static final OptionSpec<Integer> REFINE =
      OptionSpec.integer("refine")
          .atLeast(0)
          .defaultsTo(0)
          .doc("Sweeps of coordinate descent over all codes and scales after rounding; 3 is ample.")
          .build();

  static final OptionSpec<OnFailure> ON_FAILURE =
      OptionSpec.choice("on_failure", OnFailure.class)
          .defaultsTo(OnFailure.ERROR)
          .doc("What to do where the Hessian cannot be factored: stop, or round to nearest.")
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

  private static boolean corrects(OptionValues options) {
    return Double.isFinite(options.get(CORRECTION));
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    context.checkCancelled();
    Hessian hessian = Hessian.of(group);
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    Optional<Correction> correction = correction(group, hessian, context, result);
    // The error that the correction makes least counts λ‖Ŵ − W‖² too, and so does the rounding.
    double damp = context.options().get(DAMP) + correction.map(Correction::damp).orElse(0.0);
    Optional<Compensation> compensation = compensation(group, hessian, damp, context, result);
    Optional<GroupSolver> solver =
        compensation.map(
            each ->
                new GroupSolver(
                    context,
                    correction,
                    each,
                    hessian.diagonal(),
                    refinedBy(hessian, damp, context)));
    int done = 0;
    for (WeightView weight : group.weights()) {
      result.add(
          solver.isPresent()
              ? solver.get().solve(weight)
              : round(weight, hessian.diagonal(), context));
      done++;
      context.progress((double) done / group.weights().size());
    }
    return result.build();
  }

  /** Empty, with a note, where weights are to be rounded to nearest. */
  private static Optional<Compensation> compensation(
      WeightGroup group,
      Hessian hessian,
      double leastDamp,
      AlgorithmContext context,
      QuantizedGroup.Builder result) {
    if (!hessian.isFinite()) {
      return failed(group, "has elements that are no numbers", context, result);
    }
    boolean byActivation = context.options().get(ACT_ORDER);
    int[] order = byActivation ? hessian.orderByActivation() : hessian.order();
    double damp = leastDamp;
    for (int increase = 0; increase <= DAMP_INCREASES; increase++) {
      context.checkCancelled();
      Optional<Compensation> compensation =
          Compensation.of(hessian, order, damp, context.linearAlgebra());
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
          problem, "look at the calibration data, or choose on_failure: rtn");
    }
    result.note(Note.Kind.FALLBACK, "rounded to nearest, since " + problem);
    return Optional.empty();
  }

  private static Optional<FloatMatrix> refinedBy(
      Hessian hessian, double damp, AlgorithmContext context) {
    return context.options().get(REFINE) > 0
        ? Optional.of(hessian.dampedGram(damp))
        : Optional.empty();
  }

  /** Empty where weights stay as they are; with a note, where they should not. */
  private static Optional<Correction> correction(
      WeightGroup group, Hessian hessian, AlgorithmContext context, QuantizedGroup.Builder result) {
    OptionValues options = context.options();
    if (!corrects(options) || group.statistics().crossGram().isEmpty() || !hessian.isFinite()) {
      return Optional.empty();
    }
    double damp = options.get(CORRECTION);
    Optional<Correction> correction =
        Correction.of(group.statistics(), damp, context.linearAlgebra());
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

  private static QuantizedWeight round(
      WeightView weight, float[] importance, AlgorithmContext context) {
    GroupQuantizer quantizer =
        new GroupQuantizer(weight, context.scheme(), ranges(context.options()), importance);
    ColumnTiles.forEach(weight, context, quantizer::columns);
    return quantizer.result();
  }
}
