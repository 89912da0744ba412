package org.woq4j.algorithms.awq;

import java.util.Arrays;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.kernels.group.RangeFit;
import org.woq4j.kernels.group.RangeRule;
import org.woq4j.kernels.group.RowCoder;

/**
 * Clips each group to the share of its range with which rounding changes the output least. With the
 * changes D_h that rounding makes in the groups before group g, it minimizes
 *
 * <pre>D_gᵀ·G_gg·D_g + 2 D_gᵀ Σ_{h&lt;g} G_gh·D_h</pre>
 *
 * <p>for each column. The diagonal of G would not be enough: input channels are correlated, if only
 * because their means are not zero, and small changes of many rows add up to a shift of the output.
 */
final class RangeSearch {

  /** Columns of a block. */
  private static final int COLUMNS = 128;

  /** Shares that are tried, evenly spaced from 1 down to {@link #LEAST_SHARE}. */
  private static final int SHARES = 40;

  private static final double LEAST_SHARE = 0.5;

  private final WeightView weight;
  private final FloatMatrix gram;
  private final AlgorithmContext context;
  private final QuantScheme scheme;
  private final int groupRows;
  private final float[] least;
  private final float[] greatest;

  private RangeSearch(WeightView weight, FloatMatrix gram, AlgorithmContext context) {
    this.weight = weight;
    this.gram = gram;
    this.context = context;
    this.scheme = context.scheme();
    this.groupRows = scheme.groupRows(weight.inputFeatures());
    int bounds = Math.multiplyExact(scheme.groups(weight.inputFeatures()), weight.outputFeatures());
    this.least = new float[bounds];
    this.greatest = new float[bounds];
  }

  /**
   * Clips a weight so that rounding it to nearest changes the output least.
   *
   * @param gram G = XᵀX, [K,K]
   */
  static WeightView clip(WeightView weight, FloatMatrix gram, AlgorithmContext context) {
    RangeSearch search = new RangeSearch(weight, gram, context);
    int outputs = weight.outputFeatures();
    context.forEach(
        (outputs + COLUMNS - 1) / COLUMNS,
        block -> {
          int from = block * COLUMNS;
          search.new Block(from, Math.min(outputs, from + COLUMNS)).search();
        });
    return new ClippedWeight(weight, search.groupRows, search.least, search.greatest);
  }

  /** Some columns. For use by one thread. */
  private final class Block {

    private final int from;
    private final int width;
    private final RangeFit fit;
    private final float[][] rows;

    /** D of the best shares, [K, width]. */
    private final FloatMatrix changes;

    /** D_g of a share, Σ G_gh·D_h, and ½ G_gg·D_g + Σ G_gh·D_h, [rows, width]. */
    private final float[] change;

    private final float[] slope;
    private final float[] product;

    private final float[] row;
    private final float[] value;
    private final float[] loss;
    private final float[] leastLoss;
    private final float[] scales;
    private final float[] zeroPoints;
    private final float[] low;
    private final float[] high;

    Block(int from, int to) {
      this.from = from;
      this.width = to - from;
      this.fit = new RangeFit(scheme, new RangeRule(1, ClipSearch.NONE, false), width);
      this.rows = new float[groupRows][width];
      int inputs = weight.inputFeatures();
      this.changes = FloatMatrix.of(new float[inputs * width], inputs, width);
      this.change = new float[groupRows * width];
      this.slope = new float[groupRows * width];
      this.product = new float[groupRows * width];
      this.row = new float[width];
      this.value = new float[width];
      this.loss = new float[width];
      this.leastLoss = new float[width];
      this.scales = new float[width];
      this.zeroPoints = new float[width];
      this.low = new float[width];
      this.high = new float[width];
    }

    void search() {
      for (int first = 0; first < weight.inputFeatures(); first += groupRows) {
        context.checkCancelled();
        search(first, Math.min(first + groupRows, weight.inputFeatures()));
      }
    }

    private void search(int first, int end) {
      weight.readRows(first, end, from, from + width, rows);
      Arrays.fill(slope, 0);
      if (first > 0) {
        add(1, gram.slice(first, end, 0, first), changes.slice(0, first, 0, width), slope);
      }
      Arrays.fill(leastLoss, Float.POSITIVE_INFINITY);
      fit.findRange(rows, end - first);
      for (int i = 0; i < SHARES; i++) {
        fit.take(1 - (1 - LEAST_SHARE) * i / (SHARES - 1));
        round(fit.scales(), fit.zeroPoints(), end - first, change, 0);
        System.arraycopy(slope, 0, product, 0, slope.length);
        FloatMatrix rounded = FloatMatrix.of(change, end - first, width);
        add(0.5f, gram.slice(first, end, first, end), rounded, product);
        keepBetter(first / groupRows, end - first);
      }
      round(scales, zeroPoints, end - first, changes.data(), first);
    }

    /** Adds alpha·a·b to a sum, [rows, width]. */
    private void add(float alpha, FloatMatrix a, FloatMatrix b, float[] sum) {
      FloatMatrix c = FloatMatrix.of(sum, a.rows(), width);
      context.linearAlgebra().multiplyAdd(alpha, a, Transposition.AS_IS, b, Transposition.AS_IS, c);
    }

    /**
     * Computes how rounding changes the group.
     *
     * @param to receives the changes, [rows, width]
     * @param toRow the first row of these
     */
    private void round(float[] scale, float[] zeroPoint, int count, float[] to, int toRow) {
      for (int r = 0; r < count; r++) {
        RowCoder.encode(scheme, rows[r], scale, zeroPoint, row);
        RowCoder.decode(row, scale, zeroPoint, value);
        subtract(value, rows[r]);
        System.arraycopy(value, 0, to, (toRow + r) * width, width);
      }
    }

    private void keepBetter(int group, int count) {
      Arrays.fill(loss, 0);
      for (int r = 0; r < count; r++) {
        System.arraycopy(change, r * width, row, 0, width);
        System.arraycopy(product, r * width, value, 0, width);
        addProducts(row, value, loss);
      }
      fit.bounds(low, high);
      int bounds = group * weight.outputFeatures() + from;
      for (int j = 0; j < width; j++) {
        if (loss[j] < leastLoss[j]) {
          leastLoss[j] = loss[j];
          scales[j] = fit.scales()[j];
          zeroPoints[j] = fit.zeroPoints()[j];
          least[bounds + j] = low[j];
          greatest[bounds + j] = high[j];
        }
      }
    }
  }

  private static void addProducts(float[] some, float[] others, float[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += some[j] * others[j];
    }
  }

  private static void subtract(float[] row, float[] less) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= less[j];
    }
  }
}
