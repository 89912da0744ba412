package org.woq4j.algorithms.rtn;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.kernels.group.GroupQuantizer;
import org.woq4j.kernels.group.RangeRule;

/**
 * Rounds each weight to the nearest code of its group's range. Needs no calibration, except for a
 * weighted clip search.
 *
 * <pre>{@code
 * algorithm: {id: rtn, ratio: 0.95, clip_search: mse, per_channel: true}
 * }</pre>
 */
public final class RoundToNearest implements WeightOnlyAlgorithm {

  static final OptionSpec<Double> RATIO =
      OptionSpec.decimal("ratio")
          .above(0)
          .atMost(1)
          .defaultsTo(1.0)
          .doc("Share of each group's range that is kept; values beyond it are clipped.")
          .build();

  static final OptionSpec<ClipSearch> CLIP_SEARCH =
      OptionSpec.choice("clip_search", ClipSearch.class)
          .defaultsTo(ClipSearch.NONE)
          .doc(
              "Tries 40 shares from 0.5 to 1 of each group's range and keeps the one with the",
              "smallest squared error: plain (mse), or weighted by the Gram matrix's diagonal",
              "(weighted, needs calibration).")
          .build();

  static final OptionSpec<Boolean> PER_CHANNEL =
      OptionSpec.bool("per_channel")
          .defaultsTo(true)
          .doc(
              "true: each output has its own scale in each group. false: all outputs share one",
              "scale per group.")
          .build();

  /**
   * Elements in a block of columns of one group; its scratch rows stay in the second-level cache.
   */
  private static final int BLOCK_ELEMENTS = 1 << 16;

  private static final int MOST_COLUMNS = 2048;

  /** Called by {@link java.util.ServiceLoader}. */
  public RoundToNearest() {}

  @Override
  public String id() {
    return "rtn";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(RATIO, CLIP_SEARCH, PER_CHANNEL);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return options.get(CLIP_SEARCH) == ClipSearch.WEIGHTED ? Set.of(Statistic.GRAM) : Set.of();
  }

  @Override
  public boolean columnsAreIndependent(OptionValues options) {
    return options.get(PER_CHANNEL);
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    float[] importance = importance(group, context.options());
    QuantizedGroup.Builder result = QuantizedGroup.builder();
    int done = 0;
    for (WeightView weight : group.weights()) {
      GroupQuantizer quantized = quantize(weight, importance, context);
      result.add(quantized.result(), quantized.error());
      done++;
      context.progress((double) done / group.weights().size());
    }
    return result.build();
  }

  private static GroupQuantizer quantize(
      WeightView weight, float @Nullable [] importance, AlgorithmContext context) {
    OptionValues options = context.options();
    boolean perChannel = options.get(PER_CHANNEL);
    RangeRule ranges = new RangeRule(options.get(RATIO), options.get(CLIP_SEARCH), !perChannel);
    GroupQuantizer quantizer = new GroupQuantizer(weight, context.scheme(), ranges, importance);
    int outputs = weight.outputFeatures();
    int width =
        perChannel ? blockColumns(context.scheme().groupRows(weight.inputFeatures())) : outputs;
    context.forEach(
        (outputs + width - 1) / width,
        block -> {
          context.checkCancelled();
          quantizer.columns(block * width, Math.min(outputs, block * width + width));
        });
    return quantizer;
  }

  private static int blockColumns(int groupRows) {
    return Math.max(16, Math.min(MOST_COLUMNS, BLOCK_ELEMENTS / groupRows / 16 * 16));
  }

  /** The Gram matrix's diagonal; null unless the clip search is weighted. */
  private static float @Nullable [] importance(WeightGroup group, OptionValues options) {
    if (options.get(CLIP_SEARCH) != ClipSearch.WEIGHTED) {
      return null;
    }
    float[] gram =
        group
            .statistics()
            .gram()
            .orElseThrow(
                () ->
                    RtnError.NO_STATISTICS.because(
                        "clip_search: weighted needs statistics of "
                            + group.site()
                            + ", and there are none",
                        "add a calibration, or choose clip_search: mse"));
    int inputs = group.inputFeatures();
    float[] diagonal = new float[inputs];
    for (int k = 0; k < inputs; k++) {
      diagonal[k] = gram[k * inputs + k];
    }
    return diagonal;
  }
}
