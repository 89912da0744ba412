package org.woq4j.kernels.group;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.weight.QuantScheme;

/**
 * Chooses the scale and the zero point of each column of a group of rows. Ranges always include
 * zero; scales are rounded to their stored type before anything is derived from them.
 *
 * <p>Reusable for any number of groups. Holds scratch rows: for use by one thread.
 */
public final class RangeFit {

  /** Ratios that a clip search tries, evenly spaced from 1 down to {@link #LEAST_RATIO}. */
  private static final int RATIOS = 40;

  private static final double LEAST_RATIO = 0.5;

  private final QuantScheme scheme;
  private final RangeScales chosen;
  private final double ratio;
  private final ClipSearch search;
  private final boolean shared;

  private final float[] low;
  private final float[] high;
  private final float[] code;
  private final float[] error;
  private final float[] leastError;
  private final float[] unit;
  private final float[] scale;
  private final float[] zero;
  private final float[] bestScale;
  private final float[] bestZero;
  private final float[] bestShare;

  /**
   * Prepares for groups of the given number of columns.
   *
   * @param scheme the target scheme
   * @param rule how ranges are chosen
   * @param columns number of columns
   */
  public RangeFit(QuantScheme scheme, RangeRule rule, int columns) {
    this.scheme = scheme;
    this.chosen = new RangeScales(scheme);
    this.ratio = rule.ratio();
    this.search = rule.search();
    this.shared = rule.shared();
    this.low = new float[columns];
    this.high = new float[columns];
    this.code = new float[columns];
    this.error = new float[columns];
    this.leastError = new float[columns];
    this.unit = new float[columns];
    this.scale = new float[columns];
    this.zero = new float[columns];
    this.bestScale = new float[columns];
    this.bestZero = new float[columns];
    this.bestShare = new float[columns];
  }

  /**
   * Chooses the scales and zero points of one group.
   *
   * @param rows [rowCount][columns]; further rows are ignored
   * @param rowCount number of rows of the group
   * @param importance weight of each row's error, starting at index {@code fromRow}; used only by a
   *     weighted search
   * @param fromRow index of the group's first row in {@code importance}
   */
  public void fit(float[][] rows, int rowCount, float @Nullable [] importance, int fromRow) {
    findRange(rows, rowCount);
    take(ratio);
    if (search == ClipSearch.NONE) {
      return;
    }
    for (int j = 0; j < unit.length; j++) {
      unit[j] = 1 / bestScale[j];
    }
    Arrays.fill(leastError, Float.POSITIVE_INFINITY);
    for (int i = 0; i < RATIOS; i++) {
      double share = ratio * (1 - (1 - LEAST_RATIO) * i / (RATIOS - 1));
      chosen.choose(low, high, share, scale, zero);
      sumErrors(rows, rowCount, importance, fromRow);
      keepBetter((float) share);
    }
  }

  /**
   * Finds the whole range of each column of a group, for {@link #take}.
   *
   * @param rows [rowCount][columns]; further rows are ignored
   * @param rowCount number of rows of the group
   */
  public void findRange(float[][] rows, int rowCount) {
    Arrays.fill(low, 0);
    Arrays.fill(high, 0);
    for (int r = 0; r < rowCount; r += 2) {
      widen(rows[r], rows[Math.min(r + 1, rowCount - 1)], low, high);
    }
    if (shared) {
      Arrays.fill(low, least(low));
      Arrays.fill(high, greatest(high));
    }
  }

  /**
   * Chooses the scales and zero points for a share of the range that was found last.
   *
   * @param share of the range of each column, in (0, 1]
   */
  public void take(double share) {
    chosen.choose(low, high, share, bestScale, bestZero);
    Arrays.fill(bestShare, (float) share);
  }

  /** {@return the chosen scales, one for each column; overwritten by the next group} */
  public float[] scales() {
    return bestScale;
  }

  /**
   * {@return the chosen zero points, one for each column, as floats in every form; overwritten by
   * the next group}
   */
  public float[] zeroPoints() {
    return bestZero;
  }

  /**
   * Reads the bounds of the chosen ranges, one for each column. If rows are clamped to these
   * bounds, their whole range leads to the chosen scales and zero points. Their codes do not
   * change, except for values that lie between two codes.
   *
   * @param least receives the lower bounds, at most 0
   * @param greatest receives the upper bounds, at least 0
   */
  public void bounds(float[] least, float[] greatest) {
    for (int j = 0; j < least.length; j++) {
      float lo = low[j] * bestShare[j];
      float hi = high[j] * bestShare[j];
      switch (scheme.symmetry()) {
        case ASYMMETRIC -> {
          least[j] = lo;
          greatest[j] = hi;
        }
        case SYMMETRIC_FULL -> {
          // One side reaches one code further and must keep the largest magnitude.
          float end = -scheme.middleCode() * bestScale[j];
          float other = (scheme.middleCode() - 1) * bestScale[j];
          least[j] = Math.min(end, other);
          greatest[j] = Math.max(end, other);
        }
        case SYMMETRIC_CENTERED -> {
          greatest[j] = Math.max(hi, -lo);
          least[j] = -greatest[j];
        }
      }
    }
  }

  /**
   * Widens the range by two rows at once, to load and store it half as often. Compares each row
   * with the range, not with the other row: that branch is easier to predict.
   */
  private static void widen(float[] row, float[] other, float[] low, float[] high) {
    for (int j = 0; j < row.length; j++) {
      low[j] = Math.min(Math.min(low[j], row[j]), other[j]);
      high[j] = Math.max(Math.max(high[j], row[j]), other[j]);
    }
  }

  /**
   * Sums the errors of the rows. Stops when no column can be better than before: a sum of squares
   * only grows.
   */
  private void sumErrors(float[][] rows, int rowCount, float @Nullable [] importance, int fromRow) {
    Arrays.fill(error, 0);
    for (int r = 0; r < rowCount && mayBeBetter(); r++) {
      RowCoder.encode(scheme, rows[r], scale, zero, code);
      float weight =
          search == ClipSearch.WEIGHTED ? Objects.requireNonNull(importance)[fromRow + r] : 1;
      addSquares(weight, rows[r], code, scale, zero, unit, error);
    }
    if (shared) {
      Arrays.fill(error, sum(error));
    }
  }

  private boolean mayBeBetter() {
    for (int j = 0; j < error.length; j++) {
      if (error[j] < leastError[j]) {
        return true;
      }
    }
    return false;
  }

  /**
   * Measures errors in steps of the whole range, so that their squares neither overflow nor vanish.
   */
  private static void addSquares(
      float weight,
      float[] row,
      float[] code,
      float[] scale,
      float[] zero,
      float[] unit,
      float[] sums) {
    for (int j = 0; j < row.length; j++) {
      float difference = (row[j] - (code[j] - zero[j]) * scale[j]) * unit[j];
      sums[j] += weight * difference * difference;
    }
  }

  private void keepBetter(float share) {
    for (int j = 0; j < error.length; j++) {
      if (error[j] < leastError[j]) {
        leastError[j] = error[j];
        bestScale[j] = scale[j];
        bestZero[j] = zero[j];
        bestShare[j] = share;
      }
    }
  }

  private static float least(float[] values) {
    float least = 0;
    for (float v : values) {
      least = Math.min(least, v);
    }
    return least;
  }

  private static float greatest(float[] values) {
    float greatest = 0;
    for (float v : values) {
      greatest = Math.max(greatest, v);
    }
    return greatest;
  }

  private static float sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return (float) sum;
  }
}
