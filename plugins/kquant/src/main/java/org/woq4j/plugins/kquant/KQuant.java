package org.woq4j.plugins.kquant;

import java.util.List;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.WeightView;

/**
 * Searches the scale and the minimum of each group that minimize a weighted squared error. Large
 * weights count more: the error of an element w has the weight |w| + sqrt(mean of w² in its group).
 * This is the weighting of k-quants without an importance matrix, as in llama.cpp ({@code
 * make_qkx2_quants}) and in ONNX Runtime's {@code k_quant}. Needs no calibration.
 *
 * <pre>{@code
 * algorithm: {id: kquant, steps: 20}
 * }</pre>
 *
 * <p>The plain range of the group is one of the candidates, so the weighted error of a group is
 * never larger than with rounding to nearest.
 */
public final class KQuant implements WeightOnlyAlgorithm {

  static final OptionSpec<Integer> STEPS =
      OptionSpec.integer("steps")
          .atLeast(1)
          .atMost(200)
          .defaultsTo(20)
          .doc(
              "Number of search steps; each spreads the group's range over a slightly different",
              "number of codes.")
          .build();

  /**
   * Elements in a block of columns of one group; its scratch rows stay in the first-level cache.
   */
  private static final int BLOCK_ELEMENTS = 1 << 12;

  /** Called by {@link java.util.ServiceLoader}. */
  public KQuant() {}

  @Override
  public String id() {
    return "kquant";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(STEPS);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return Set.of();
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
      SearchedWeight searched =
          new SearchedWeight(weight, context.scheme(), context.options().get(STEPS));
      int outputs = weight.outputFeatures();
      int width = columns(context.scheme().groupRows(weight.inputFeatures()));
      context.forEach(
          (outputs + width - 1) / width,
          block -> {
            context.checkCancelled();
            searched.columns(block * width, Math.min(outputs, (block + 1) * width));
          });
      result.add(searched.result());
      done++;
      context.progress((double) done / group.weights().size());
    }
    return result.build();
  }

  private static int columns(int groupRows) {
    return Math.max(16, BLOCK_ELEMENTS / groupRows);
  }
}
