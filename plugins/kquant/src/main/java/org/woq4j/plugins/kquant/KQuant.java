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
 * Searches scale and minimum of each group for the least squared error in which large weights count
 * more: the error of an element w has the weight |w| + sqrt(mean of w² in its group). This is the
 * form of k-quants without an importance matrix, as in llama.cpp ({@code make_qkx2_quants}) and in
 * ONNX Runtime's {@code k_quant}. Needs no data.
 *
 * <pre>{@code
 * algorithm: {id: kquant, steps: 20}
 * }</pre>
 *
 * <p>The plain range of the group is one of the candidates: no group is worse than rounded to
 * nearest, in the error that is searched.
 */
public final class KQuant implements WeightOnlyAlgorithm {

  static final OptionSpec<Integer> STEPS =
      OptionSpec.integer("steps")
          .atLeast(1)
          .atMost(200)
          .defaultsTo(20)
          .doc("Steps of the search; each tries one more number of codes for the group's range.")
          .build();

  /** Elements of a block of columns of one group: its scratch stays in the first-level cache. */
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
