package org.woq4j.kernels.algebra;

/** Adds multiples of rows to rows, in blocks that stay in the cache. */
final class RowSums {

  private static final int PANEL_ROWS = 64;
  private static final int PANEL_COLUMNS = 256;

  private RowSums() {}

  /**
   * target[i][j] += sign · Σ scales[k][i] · source[k][j] for k in [fromTerm, toTerm), i in
   * [fromRow, toRow) and j in [fromColumn, toColumn), in the order of k. The target rows must not
   * be among the source rows.
   */
  static void add(
      double sign,
      double[][] scales,
      double[][] source,
      int fromTerm,
      int toTerm,
      double[][] target,
      int fromRow,
      int toRow,
      int fromColumn,
      int toColumn) {
    for (int column = fromColumn; column < toColumn; column += PANEL_COLUMNS) {
      int end = Math.min(column + PANEL_COLUMNS, toColumn);
      for (int term = fromTerm; term < toTerm; term += PANEL_ROWS) {
        int last = Math.min(term + PANEL_ROWS, toTerm);
        for (int i = fromRow; i < toRow; i++) {
          addPanel(sign, scales, source, term, last, target[i], i, column, end);
        }
      }
    }
  }

  private static void addPanel(
      double sign,
      double[][] scales,
      double[][] source,
      int fromTerm,
      int toTerm,
      double[] target,
      int row,
      int fromColumn,
      int toColumn) {
    int k = fromTerm;
    for (; k + 3 < toTerm; k += 4) {
      addScaled(
          sign * scales[k][row],
          source[k],
          sign * scales[k + 1][row],
          source[k + 1],
          sign * scales[k + 2][row],
          source[k + 2],
          sign * scales[k + 3][row],
          source[k + 3],
          target,
          fromColumn,
          toColumn);
    }
    for (; k < toTerm; k++) {
      addScaled(sign * scales[k][row], source[k], target, fromColumn, toColumn);
    }
  }

  /** Adds four rows at once, in the same order; the sum is loaded and stored only once. */
  private static void addScaled(
      double scale0,
      double[] row0,
      double scale1,
      double[] row1,
      double scale2,
      double[] row2,
      double scale3,
      double[] row3,
      double[] sum,
      int from,
      int to) {
    for (int j = from; j < to; j++) {
      sum[j] = sum[j] + scale0 * row0[j] + scale1 * row1[j] + scale2 * row2[j] + scale3 * row3[j];
    }
  }

  private static void addScaled(double scale, double[] row, double[] sum, int from, int to) {
    for (int j = from; j < to; j++) {
      sum[j] += scale * row[j];
    }
  }
}
