package org.woq4j.algorithms.awq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.kernels.group.RangeFit;
import org.woq4j.kernels.group.RangeRule;

/** Clips each group to the share of its range with the smallest rounding error. */
final class RangeSearch {

  /** Elements in a block of columns of one group; they stay in the second-level cache. */
  private static final int BLOCK_ELEMENTS = 1 << 16;

  private final WeightView weight;
  private final QuantScheme scheme;
  private final float[] importance;
  private final float[] least;
  private final float[] greatest;

  private RangeSearch(WeightView weight, QuantScheme scheme, float[] importance) {
    this.weight = weight;
    this.scheme = scheme;
    this.importance = importance;
    int bounds = Math.multiplyExact(scheme.groups(weight.inputFeatures()), weight.outputFeatures());
    this.least = new float[bounds];
    this.greatest = new float[bounds];
  }

  /**
   * Clips a weight so that rounding it to nearest has the smallest squared error.
   *
   * @param importance [K], weight of each row's error
   */
  static WeightView clip(WeightView weight, float[] importance, AlgorithmContext context) {
    QuantScheme scheme = context.scheme();
    RangeSearch search = new RangeSearch(weight, scheme, importance);
    int groupRows = scheme.groupRows(weight.inputFeatures());
    int outputs = weight.outputFeatures();
    int width = Math.max(16, BLOCK_ELEMENTS / groupRows);
    context.forEach(
        (outputs + width - 1) / width,
        block -> {
          context.checkCancelled();
          search.columns(block * width, Math.min(outputs, block * width + width));
        });
    return new ClippedWeight(weight, groupRows, search.least, search.greatest);
  }

  private void columns(int from, int to) {
    int inputs = weight.inputFeatures();
    int groupRows = scheme.groupRows(inputs);
    int width = to - from;
    RangeFit fit = new RangeFit(scheme, RangeRule.searchedBy(ClipSearch.WEIGHTED), width);
    float[][] rows = new float[groupRows][width];
    float[] low = new float[width];
    float[] high = new float[width];
    for (int group = 0; group < scheme.groups(inputs); group++) {
      int first = group * groupRows;
      int end = Math.min(first + groupRows, inputs);
      weight.readRows(first, end, from, to, rows);
      fit.fit(rows, end - first, importance, first);
      fit.bounds(low, high);
      int at = group * weight.outputFeatures() + from;
      System.arraycopy(low, 0, least, at, width);
      System.arraycopy(high, 0, greatest, at, width);
    }
  }
}
