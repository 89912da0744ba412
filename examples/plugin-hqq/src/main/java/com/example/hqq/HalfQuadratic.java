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
 * Half-Quadratic Quantization (Badri and Shaji 2023, https://mobiusml.github.io/hqq_blog/): the
 * zero point of a group is moved until its errors are few rather than small, for the scale of its
 * range and, beyond what the authors do, for others near it. Needs no data.
 *
 * <pre>{@code
 * algorithm: {id: hqq, iterations: 20, lp_norm: 0.7, beta: 10, kappa: 1.01}
 * }</pre>
 *
 * <p>Zero points are stored as floats where the format can, and rounded where it cannot. A
 * symmetric scheme has no zero point to move: its weights are rounded to nearest.
 */
public final class HalfQuadratic implements WeightOnlyAlgorithm {

  static final OptionSpec<Integer> ITERATIONS =
      OptionSpec.integer("iterations")
          .atLeast(1)
          .atMost(1000)
          .defaultsTo(20)
          .doc("How often the zero points are moved at most.")
          .build();

  static final OptionSpec<Integer> SCALES =
      OptionSpec.integer("scales")
          .atLeast(1)
          .atMost(100)
          .defaultsTo(12)
          .doc(
              "How many scales are tried for each group, from 1.05 down to 0.75 of its range's;",
              "1: that of its range alone, as the authors do.")
          .build();

  static final OptionSpec<Double> LP_NORM =
      OptionSpec.decimal("lp_norm")
          .above(0)
          .atMost(1)
          .defaultsTo(0.7)
          .doc("The power p of the norm of the errors; the smaller, the fewer errors matter.")
          .build();

  static final OptionSpec<Double> BETA =
      OptionSpec.decimal("beta")
          .above(0)
          .atMost(1e6)
          .defaultsTo(10.0)
          .doc("How strongly the errors are held to their sparse part at first.")
          .build();

  static final OptionSpec<Double> KAPPA =
      OptionSpec.decimal("kappa")
          .atLeast(1)
          .atMost(10)
          .defaultsTo(1.01)
          .doc("What beta is multiplied by at each iteration.")
          .build();

  /** Elements of a block of columns of one group: its scratch stays in the processor's cache. */
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
          "hqq moves zero points, and a symmetric scheme has none: weights are rounded to nearest");
    }
    return result.build();
  }

  private static int columns(int groupRows) {
    return Math.max(16, BLOCK_ELEMENTS / groupRows);
  }
}
