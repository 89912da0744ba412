package org.woq4j.plugins.kquant;

import java.util.Arrays;
import org.woq4j.api.weight.QuantScheme;

/**
 * Searches scales and zero points of the columns of a group of rows, a column each. Each step
 * spreads the range over a little more or less codes than there are, fits a line through codes and
 * weights by weighted least squares, rounds scale and zero point to what can be stored, and
 * measures the error of just that.
 *
 * <p>Values are divided by the scale of the plain range, so that their squares are numbers whatever
 * their size. Loops run over rows of scratch indexed only by the loop variable: the compiler makes
 * vector code of those. For use by one thread.
 */
final class GroupSearch {

  private final QuantScheme scheme;
  private final CodeRounding rounding;
  private final LineFit line;
  private final int steps;
  private final int width;

  private final float[] rows;
  private final float[] values;
  private final float[] weights;
  private final float[] row;
  private final float[] value;
  private final float[] weight;
  private final float[] low;
  private final float[] high;
  private final float[] mean;
  private final float[] unit;
  private final float[] offset;
  private final float[] code;
  private final float[] ratio;
  private final float[] scale;
  private final float[] zero;
  private final float[] error;
  private final float[] bestScale;
  private final float[] bestZero;
  private final float[] leastError;

  GroupSearch(QuantScheme scheme, int steps, int groupRows, int width) {
    this.scheme = scheme;
    this.rounding = new CodeRounding(scheme);
    this.line = new LineFit(width);
    this.steps = steps;
    this.width = width;
    this.rows = new float[groupRows * width];
    this.values = new float[groupRows * width];
    this.weights = new float[groupRows * width];
    this.row = new float[width];
    this.value = new float[width];
    this.weight = new float[width];
    this.low = new float[width];
    this.high = new float[width];
    this.mean = new float[width];
    this.unit = new float[width];
    this.offset = new float[width];
    this.code = new float[width];
    this.ratio = new float[width];
    this.scale = new float[width];
    this.zero = new float[width];
    this.error = new float[width];
    this.bestScale = new float[width];
    this.bestZero = new float[width];
    this.leastError = new float[width];
  }

  /** Takes the group, [rows, width] row-major. */
  float[] rows() {
    return rows;
  }

  /** The chosen scales, exact in their stored type. */
  float[] scales() {
    return bestScale;
  }

  /** The chosen zero points, exact in their stored form. */
  float[] zeros() {
    return bestZero;
  }

  /** Searches for the group that is in {@link #rows}. */
  void search(int rowCount) {
    takePlainRange(rowCount);
    sumWeights(rowCount);
    measure(rowCount);
    System.arraycopy(error, 0, leastError, 0, width);
    // Errors of codes so large, and sums of so many, are exact to this share of them: what is less
    // than so much better may be worse.
    float surely = 1 - (rowCount + 8 * scheme.maxCode()) * 0x1p-22f;
    float reach = Math.min(1, scheme.maxCode() / 4f);
    for (int i = 0; i <= steps; i++) {
      float stretch = 1 + reach * (2f * i / steps - 1) / scheme.maxCode();
      fit(rowCount, stretch);
      measure(rowCount);
      keepBetter(surely);
    }
  }

  /** Codes of a row of the group that was searched. */
  void codes(int r, byte[] destination, int at) {
    System.arraycopy(rows, r * width, row, 0, width);
    rounding.encode(row, bestScale, bestZero, code);
    for (int j = 0; j < width; j++) {
      destination[at + j] = (byte) (int) code[j];
    }
  }

  /** Rounding to nearest: the candidate that the others must beat. */
  private void takePlainRange(int rowCount) {
    Arrays.fill(low, 0);
    Arrays.fill(high, 0);
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(rows, r * width, row, 0, width);
      widen(row, low, high);
    }
    for (int j = 0; j < width; j++) {
      scale[j] = scheme.toCoveringScale(rounding.plainScale(low[j], high[j]));
      zero[j] = rounding.storedZero(-low[j] / scale[j]);
      unit[j] = scale[j];
      offset[j] = scheme.symmetry().isSymmetric() ? -scheme.middleCode() : low[j] / scale[j];
    }
    System.arraycopy(scale, 0, bestScale, 0, width);
    System.arraycopy(zero, 0, bestZero, 0, width);
  }

  private static void widen(float[] row, float[] low, float[] high) {
    for (int j = 0; j < row.length; j++) {
      low[j] = Math.min(low[j], row[j]);
      high[j] = Math.max(high[j], row[j]);
    }
  }

  /** Sums that no candidate changes. */
  private void sumWeights(int rowCount) {
    Arrays.fill(mean, 0);
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(rows, r * width, row, 0, width);
      divide(row, unit, value);
      System.arraycopy(value, 0, values, r * width, width);
      addSquares(value, mean);
    }
    for (int j = 0; j < width; j++) {
      mean[j] = (float) Math.sqrt(mean[j] / rowCount);
    }
    line.clear();
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(values, r * width, value, 0, width);
      weigh(value, mean, weight);
      System.arraycopy(weight, 0, weights, r * width, width);
      line.addValues(weight, value);
    }
  }

  private static void divide(float[] row, float[] unit, float[] value) {
    for (int j = 0; j < row.length; j++) {
      value[j] = row[j] / unit[j];
    }
  }

  private static void addSquares(float[] values, float[] sums) {
    for (int j = 0; j < values.length; j++) {
      sums[j] += values[j] * values[j];
    }
  }

  private static void weigh(float[] value, float[] mean, float[] weight) {
    for (int j = 0; j < value.length; j++) {
      weight[j] = mean[j] + Math.abs(value[j]);
    }
  }

  /** Chooses codes for a stretched range, and then the scales and zero points that fit them. */
  private void fit(int rowCount, float stretch) {
    line.clearCodes();
    boolean symmetric = scheme.symmetry().isSymmetric();
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(values, r * width, value, 0, width);
      System.arraycopy(weights, r * width, weight, 0, width);
      rounding.spread(value, offset, stretch, code);
      line.addCodes(weight, value, code);
    }
    for (int j = 0; j < width; j++) {
      if (symmetric) {
        fitAroundZero(j);
      } else {
        fitLine(j);
      }
    }
  }

  private void fitAroundZero(int j) {
    store(j, line.slopeThroughZero(j), 0);
  }

  /** value = slope * code + intercept, the intercept no greater than zero, which stays in range. */
  private void fitLine(int j) {
    double slope = line.slope(j);
    double intercept = line.intercept(j);
    if (intercept > 0) {
      slope = line.slopeThroughZero(j);
      intercept = 0;
    }
    store(j, (float) slope, (float) (-intercept / slope));
  }

  /** Stores a candidate; one that is none is the plain range again. */
  private void store(int j, float slope, float point) {
    float stored = scheme.toScaleType(slope * unit[j]);
    boolean sound = Float.isFinite(stored) && Float.isFinite(point) && slope > 0 && stored != 0;
    scale[j] = sound ? stored : unit[j];
    zero[j] = rounding.storedZero(sound ? point : -low[j] / unit[j]);
  }

  private void measure(int rowCount) {
    Arrays.fill(error, 0);
    for (int j = 0; j < width; j++) {
      ratio[j] = scale[j] / unit[j];
    }
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(rows, r * width, row, 0, width);
      System.arraycopy(values, r * width, value, 0, width);
      System.arraycopy(weights, r * width, weight, 0, width);
      rounding.encode(row, scale, zero, code);
      addErrors(value, weight, code, ratio, zero, error);
    }
  }

  private static void addErrors(
      float[] value, float[] weight, float[] code, float[] ratio, float[] zero, float[] error) {
    for (int j = 0; j < value.length; j++) {
      float difference = value[j] - (code[j] - zero[j]) * ratio[j];
      error[j] += weight[j] * (difference * difference);
    }
  }

  private void keepBetter(float surely) {
    for (int j = 0; j < width; j++) {
      if (error[j] < leastError[j] * surely) {
        leastError[j] = error[j];
        bestScale[j] = scale[j];
        bestZero[j] = zero[j];
      }
    }
  }
}
