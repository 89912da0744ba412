package com.example.hqq;

import java.util.List;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.WeightView;

/**
 * Half-Quadratic Quantization (Badri and Shaji 2023, https://mobiusml.github.io/hqq_blog/): adjusts
 * the zero point of each group so that few weights have large errors and most have small ones.
 * Tries the scale of the group's range and, unlike the authors, others near it. Needs no
 * calibration.
 *
 * <pre>{@code
 * algorithm: {id: hqq, iterations: 20, lp_norm: 0.7, beta: 10, kappa: 1.01}
 * }</pre>
 *
 * <p>Zero points are stored as floats if the format supports that; otherwise they are rounded. A
 * symmetric scheme has no zero point to adjust, so its weights are rounded to nearest.
 */
public final class HalfQuadratic implements WeightOnlyAlgorithm {

  static final OptionSpec<Integer> ITERATIONS =
      OptionSpec.integer("iterations")
          .atLeast(1)
          .atMost(1000)
          .defaultsTo(20)
          .doc("Maximum number of iterations that adjust the zero points.")
          .build();

  static final OptionSpec<Integer> SCALES =
      OptionSpec.integer("scales")
          .atLeast(1)
          .atMost(100)
          .defaultsTo(12)
          .doc(
              "Number of scales to try for each group, from 1.05 down to 0.75 times the scale of",
              "its range. 1: only the scale of its range, as the authors do.")
          .build();

  static final OptionSpec<Double> LP_NORM =
      OptionSpec.decimal("lp_norm")
          .above(0)
          .atMost(1)
          .defaultsTo(0.7)
          .doc("Power p of the norm of the errors; with a smaller p, large errors count less.")
          .build();

  static final OptionSpec<Double> BETA =
      OptionSpec.decimal("beta")
          .above(0)
          .atMost(1e6)
          .defaultsTo(10.0)
          .doc("Initial penalty weight that ties the errors to their sparse part.")
          .build();

  static final OptionSpec<Double> KAPPA =
      OptionSpec.decimal("kappa")
          .atLeast(1)
          .atMost(10)
          .defaultsTo(1.01)
          .doc("Factor that multiplies beta in each iteration.")
          .build();

  /**
   * Elements in a block of columns of one group; its scratch rows stay in the processor's cache.
   */
  private static final int BLOCK_ELEMENTS = 1 << 14;

  @Override
  public String id() {
    return "hqq";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(ITERATIONS, SCALES, LP_NORM, BETA, KAPPA);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return Set.of();
  }

  @Override
  public List<QuantScheme> schemes(QuantScheme requested, OptionValues options) {
    return requested.zeroPoint() == ZeroPoint.INTEGER && !requested.symmetry().isSymmetric()
        ? List.of(requested.withZeroPoint(ZeroPoint.FLOAT), requested)
        : List.of(requested);
  }

  @Override
  public boolean columnsAreIndependent(OptionValues options) {
    return true;
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    int done = 0;
    for (WeightView weight : group.weights()) {
      HalfQuadraticWeight quantized =
          new HalfQuadraticWeight(weight, context.scheme(), context.options());
      int outputs = weight.outputFeatures();
      int width = columns(context.scheme().groupRows(weight.inputFeatures()));
      context.forEach(
          (outputs + width - 1) / width,
          block -> {
            context.checkCancelled();
            quantized.columns(block * width, Math.min(outputs, (block + 1) * width));
          });
      result.add(quantized.result());
      done++;
      context.progress((double) done / group.weights().size());
    }
    if (context.scheme().symmetry().isSymmetric()) {
      result.note(
          Note.Kind.FALLBACK,
          "hqq adjusts zero points, but a symmetric scheme has none: weights are rounded to nearest");
    }
    return result.build();
  }

  private static int columns(int groupRows) {
    return Math.max(16, BLOCK_ELEMENTS / groupRows);
  }
}
