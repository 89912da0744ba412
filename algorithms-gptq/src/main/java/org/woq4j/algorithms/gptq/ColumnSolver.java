package org.woq4j.algorithms.gptq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * Rounds some columns of a weight, row by row, in batches of rows. The error of each row is
 * compensated by later rows of its batch at once, and by the rows after the batch in one product.
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

  /** The weights still to round, in the order of rounding, [K, width]. */
  private final float[] rest;

  private final float[][] batch;
  private final float[] errors;
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
    int batchRows = Math.min(inputs, context.options().get(Gptq.UPDATE_ROWS));
    this.batch = new float[batchRows][width];
    this.errors = new float[Math.multiplyExact(batchRows, width)];
    this.code = new float[width];
    this.value = new float[width];
  }

  void solve() {
    load();
    int end;
    for (int first = 0; first < inputs; first = end) {
      context.checkCancelled();
      end = batchEnd(first);
      if (!rangesBeforehand && first % groupRows == 0) {
        chooseFrom(rest, first);
      }
      round(first, end);
      if (end < inputs) {
        update(first, end);
      }
    }
    ranges.store();
  }

  private void load() {
    int[] place = new int[inputs];
    for (int i = 0; i < inputs; i++) {
      place[compensation.order()[i]] = i;
    }
    for (int k = 0; k < inputs; k++) {
      if (rangesBeforehand && k % groupRows == 0) {
        chooseFrom(wanted.data(), k);
      }
      System.arraycopy(wanted.data(), k * width, rest, place[k] * width, width);
    }
  }

  /** A batch ends with its group if the next group's range depends on its errors. */
  private int batchEnd(int first) {
    int end = Math.min(inputs, first + batch.length);
    return rangesBeforehand ? end : Math.min(end, first - first % groupRows + groupRows);
  }

  /** Chooses the range of the group that starts at row {@code first} of [K, width]. */
  private void chooseFrom(float[] weight, int first) {
    float[][] rows = new float[Math.min(groupRows, inputs - first)][width];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(weight, (first + r) * width, rows[r], 0, width);
    }
    ranges.choose(first / groupRows, rows);
  }

  private void round(int first, int end) {
    for (int i = first; i < end; i++) {
      System.arraycopy(rest, i * width, batch[i - first], 0, width);
    }
    float[] shares = compensation.shares().data();
    for (int i = first; i < end; i++) {
      float[] row = batch[i - first];
      ranges.round(compensation.order()[i], row, code, value);
      subtract(value, row);
      System.arraycopy(row, 0, errors, (i - first) * width, width);
      for (int j = i + 1; j < end; j++) {
        subtractScaled(shares[i * inputs + j], row, batch[j - first]);
      }
    }
  }

  private void update(int first, int end) {
    context
        .linearAlgebra()
        .multiplyAdd(
            -1,
            compensation.shares().slice(first, end, end, inputs),
            Transposition.TRANSPOSED,
            new FloatMatrix(errors, 0, end - first, width, width),
            Transposition.AS_IS,
            FloatMatrix.of(rest, inputs, width).slice(end, inputs, 0, width));
  }

  private static void subtract(float[] value, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= value[j];
    }
  }

  private static void subtractScaled(float scale, float[] error, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= scale * error[j];
    }
  }
}
