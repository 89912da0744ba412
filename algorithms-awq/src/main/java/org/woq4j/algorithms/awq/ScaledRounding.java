package org.woq4j.algorithms.awq;

import org.woq4j.api.weight.QuantScheme;
import org.woq4j.kernels.group.RangeFit;
import org.woq4j.kernels.group.RangeRule;
import org.woq4j.kernels.group.RowCoder;

/** Rounding of scaled weights to nearest, undone. Holds scratch rows: for use by one thread. */
final class ScaledRounding {

  private final QuantScheme scheme;
  private final int columns;
  private final RangeFit fit;
  private final float[] row;
  private final float[] code;
  private final float[] value;

  ScaledRounding(QuantScheme scheme, int columns) {
    this.scheme = scheme;
    this.columns = columns;
    this.fit = new RangeFit(scheme, RangeRule.WHOLE, columns);
    this.row = new float[columns];
    this.code = new float[columns];
    this.value = new float[columns];
  }

  /**
   * What rounding changes: row k of the weight is multiplied by {@code scale[k]}, rounded to the
   * scheme, and divided again.
   *
   * @param weight [K, columns] row-major
   * @param scale [K]
   * @param change receives the rounded weight less the weight, [K, columns] row-major
   */
  void change(float[] weight, float[] scale, float[] change) {
    int groupRows = scheme.groupRows(scale.length);
    float[][] rows = new float[groupRows][columns];
    for (int first = 0; first < scale.length; first += groupRows) {
      int end = Math.min(first + groupRows, scale.length);
      for (int k = first; k < end; k++) {
        System.arraycopy(weight, k * columns, row, 0, columns);
        multiply(row, scale[k], rows[k - first]);
      }
      fit.fit(rows, end - first, null, first);
      for (int k = first; k < end; k++) {
        RowCoder.encode(scheme, rows[k - first], fit.scales(), fit.zeroPoints(), code);
        RowCoder.decode(code, fit.scales(), fit.zeroPoints(), value);
        System.arraycopy(weight, k * columns, row, 0, columns);
        divideAndSubtract(value, scale[k], row);
        System.arraycopy(value, 0, change, k * columns, columns);
      }
    }
  }

  private static void multiply(float[] row, float factor, float[] product) {
    for (int j = 0; j < row.length; j++) {
      product[j] = row[j] * factor;
    }
  }

  private static void divideAndSubtract(float[] value, float divisor, float[] row) {
    for (int j = 0; j < value.length; j++) {
      value[j] = value[j] / divisor - row[j];
    }
  }
}
