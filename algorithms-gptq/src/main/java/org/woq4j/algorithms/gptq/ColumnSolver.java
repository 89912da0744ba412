package org.woq4j.algorithms.gptq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * Rounds some columns of a weight. Rows are halved again and again; once the upper half is rounded,
 * one product compensates its errors in the lower half. Blocks of few rows are rounded row by row.
 * For use by one thread.
 */
final class ColumnSolver {

  private final AlgorithmContext context;
  private final Compensation compensation;
  private final FloatMatrix wanted;
  private final ColumnRanges ranges;

  /** Whether ranges are chosen before any rounding, not after earlier errors were compensated. */
  private final boolean rangesBeforehand;

  private final int inputs;
  private final int width;
  private final int groupRows;

  /** The most rows that are rounded row by row. */
  private final int blockRows;

  /** In the order of rounding, [K, width]: of rounded rows, their errors; below, what to round. */
  private final float[] rest;

  /** The rows of the current block. */
  private final float[][] block;

  private final float[] code;
  private final float[] value;

  /**
   * Prepares for some columns of a weight.
   *
   * @param wanted the columns, [K, width]
   * @param ranges receives the scales and zero points of the columns
   */
  ColumnSolver(
      AlgorithmContext context,
      Compensation compensation,
      FloatMatrix wanted,
      ColumnRanges ranges) {
    this.context = context;
    this.compensation = compensation;
    this.wanted = wanted;
    this.rangesBeforehand = context.options().get(Gptq.ACT_ORDER);
    this.inputs = wanted.rows();
    this.width = wanted.columns();
    this.groupRows = context.scheme().groupRows(inputs);
    this.ranges = ranges;
    this.rest = new float[Math.multiplyExact(inputs, width)];
    int rows = Math.min(inputs, context.options().get(Gptq.UPDATE_ROWS));
    this.blockRows = rangesBeforehand ? rows : Math.min(rows, groupRows);
    this.block = new float[blockRows][width];
    this.code = new float[width];
    this.value = new float[width];
  }

  void solve() {
    load();
    solve(0, inputs);
    ranges.store();
  }

  /** Rounds rows [first, end), in which the errors of all rows before are compensated. */
  private void solve(int first, int end) {
    int rows = end - first;
    if (!rangesBeforehand && first % groupRows == 0 && end == groupEnd(first)) {
      chooseOnTheWay(first);
    }
    if (rows <= blockRows) {
      context.checkCancelled();
      round(first, end);
      return;
    }
    // Ranges that are chosen on the way need whole groups.
    int unit = rangesBeforehand || rows <= groupRows ? blockRows : groupRows;
    int middle = first + (rows / 2 + unit - 1) / unit * unit;
    solve(first, middle);
    compensate(first, middle, end);
    solve(middle, end);
  }

  private int groupEnd(int first) {
    return Math.min(inputs, first + groupRows);
  }

  private void load() {
    for (int i = 0; i < inputs; i++) {
      System.arraycopy(wanted.data(), compensation.order()[i] * width, rest, i * width, width);
    }
    if (rangesBeforehand) {
      for (int first = 0; first < inputs; first += groupRows) {
        ranges.choose(first / groupRows, rows(wanted.data(), first));
      }
    }
  }

  /**
   * Chooses the range of the group that starts at row {@code first}, from its rows as they are best
   * before any of them is rounded: each compensates the errors of all rows before the group.
   */
  private void chooseOnTheWay(int first) {
    float[][] best = rows(rest, first);
    float[][] change = rows(wanted.data(), first);
    for (int r = 0; r < best.length; r++) {
      for (int s = 0; s < r; s++) {
        subtractScaled(share(first + r, first + s), change[s], best[r]);
      }
      subtract(best[r], change[r], change[r]);
    }
    ranges.choose(first / groupRows, best);
  }

  /** The rows of the group that starts at row {@code first} of [K, width]. */
  private float[][] rows(float[] weight, int first) {
    float[][] rows = new float[groupEnd(first) - first][width];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(weight, (first + r) * width, rows[r], 0, width);
    }
    return rows;
  }

  private void round(int first, int end) {
    for (int i = first; i < end; i++) {
      float[] row = block[i - first];
      System.arraycopy(rest, i * width, row, 0, width);
      compensate(i, first, row);
      int k = compensation.order()[i];
      ranges.round(k, row, code, value);
      System.arraycopy(wanted.data(), k * width, row, 0, width);
      subtract(value, row, row);
      System.arraycopy(row, 0, rest, i * width, width);
    }
  }

  /** Compensates the errors of the earlier rows of a block in row i. */
  private void compensate(int i, int first, float[] row) {
    int at = i * inputs;
    float[] shares = compensation.shares().data();
    int j = first;
    for (; j + 3 < i; j += 4) {
      subtractScaled(shares, at + j, block, j - first, row);
    }
    for (; j < i; j++) {
      subtractScaled(shares[at + j], block[j - first], row);
    }
  }

  /** Compensates the errors of rows [first, middle) in rows [middle, end). */
  private void compensate(int first, int middle, int end) {
    FloatMatrix whole = FloatMatrix.of(rest, inputs, width);
    context
        .linearAlgebra()
        .multiplyAdd(
            -1,
            compensation.shares().slice(middle, end, first, middle),
            Transposition.AS_IS,
            whole.slice(first, middle, 0, width),
            Transposition.AS_IS,
            whole.slice(middle, end, 0, width));
  }

  private float share(int row, int earlier) {
    return compensation.shares().data()[row * inputs + earlier];
  }

  private static void subtract(float[] row, float[] less, float[] difference) {
    for (int j = 0; j < row.length; j++) {
      difference[j] = row[j] - less[j];
    }
  }

  /** Subtracts four errors at once, in the same order; the row is loaded and stored only once. */
  private static void subtractScaled(
      float[] shares, int at, float[][] errors, int first, float[] row) {
    float share0 = shares[at];
    float share1 = shares[at + 1];
    float share2 = shares[at + 2];
    float share3 = shares[at + 3];
    float[] error0 = errors[first];
    float[] error1 = errors[first + 1];
    float[] error2 = errors[first + 2];
    float[] error3 = errors[first + 3];
    for (int j = 0; j < row.length; j++) {
      row[j] =
          row[j]
              - share0 * error0[j]
              - share1 * error1[j]
              - share2 * error2[j]
              - share3 * error3[j];
    }
  }

  private static void subtractScaled(float scale, float[] error, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= scale * error[j];
    }
  }
}
