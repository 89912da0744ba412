package org.woq4j.kernels.group;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;
import org.woq4j.api.weight.WeightView;

/**
 * Rounds the columns of a weight to nearest, group by group, into arrays for the whole weight.
 * Callers may process columns in any blocks and on several threads; the result is the same. If all
 * columns share a range, they must be processed in one block.
 */
public final class GroupQuantizer {

  private final WeightView weight;
  private final QuantScheme scheme;
  private final RangeRule rule;
  private final float @Nullable [] importance;
  private final QuantizedColumns quantized;
  private final RunningError error;

  /**
   * Prepares to quantize a weight.
   *
   * @param weight the weight, [K,N]
   * @param scheme the target scheme
   * @param rule how ranges are chosen
   * @param importance [K], weight of each row's error in a weighted search; null for other searches
   */
  public GroupQuantizer(
      WeightView weight, QuantScheme scheme, RangeRule rule, float @Nullable [] importance) {
    this.weight = weight;
    this.scheme = scheme;
    this.rule = rule;
    this.importance = importance;
    this.quantized = new QuantizedColumns(scheme, weight.inputFeatures(), weight.outputFeatures());
    this.error = new RunningError(weight.inputFeatures(), weight.outputFeatures());
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
    RunningError.Columns sums = error.columns(from, width);
    for (int group = 0; group < scheme.groups(weight.inputFeatures()); group++) {
      int first = group * groupRows;
      int end = Math.min(first + groupRows, weight.inputFeatures());
      weight.readRows(first, end, from, to, rows);
      fit.fit(rows, end - first, importance, first);
      quantized.parameters(group, from, fit.scales(), fit.zeroPoints());
      for (int r = 0; r < end - first; r++) {
        float[] row = codes.next();
        RowCoder.encode(scheme, rows[r], fit.scales(), fit.zeroPoints(), row);
        sums.add(rows[r], row, fit.scales(), fit.zeroPoints());
      }
    }
    codes.flush();
    sums.flush();
  }

  /** {@return the weight, once all columns are done} */
  public QuantizedWeight result() {
    return quantized.result();
  }

  /** {@return the error of the weight, once all columns are done; empty if it is not known} */
  public Optional<SquaredError> error() {
    return error.result();
  }
}
