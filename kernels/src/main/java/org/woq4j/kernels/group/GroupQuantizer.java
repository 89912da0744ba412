package org.woq4j.kernels.group;

import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;

/**
 * Rounds the columns of a weight to nearest, group by group, into arrays for the whole weight.
 * Columns can be done in any blocks and by several threads: the result does not depend on it unless
 * all columns share a range, which asks for one block.
 */
public final class GroupQuantizer {

  private final WeightView weight;
  private final QuantScheme scheme;
  private final RangeRule rule;
  private final float[] importance;

  private final QuantizedColumns quantized;

  /**
   * Prepares to quantize a weight.
   *
   * @param weight the weight, [K,N]
   * @param scheme what to quantize to
   * @param rule how ranges are chosen
   * @param importance [K], weight of each row's error in a weighted search; else null
   */
  public GroupQuantizer(WeightView weight, QuantScheme scheme, RangeRule rule, float[] importance) {
    this.weight = weight;
    this.scheme = scheme;
    this.rule = rule;
    this.importance = importance;
    this.quantized = new QuantizedColumns(scheme, weight.inputFeatures(), weight.outputFeatures());
  }

  /**
   * Quantizes columns [from, to).
   *
   * @param from first column
   * @param to end of the columns, exclusive
   */
  public void columns(int from, int to) {
    int width = to - from;
    int groupRows = scheme.groupRows(weight.inputFeatures());
    RangeFit fit = new RangeFit(scheme, rule, width);
    float[][] rows = new float[groupRows][width];
    CodeRows codes = quantized.rows(from, width);
    for (int group = 0; group < scheme.groups(weight.inputFeatures()); group++) {
      int first = group * groupRows;
      int end = Math.min(first + groupRows, weight.inputFeatures());
      weight.readRows(first, end, from, to, rows);
      fit.fit(rows, end - first, importance, first);
      quantized.parameters(group, from, fit.scales(), fit.zeroPoints());
      for (int r = 0; r < end - first; r++) {
        RowCoder.encode(scheme, rows[r], fit.scales(), fit.zeroPoints(), codes.next());
      }
    }
    codes.flush();
  }

  /** {@return the weight, once all columns are done} */
  public QuantizedWeight result() {
    return quantized.result();
  }
}
