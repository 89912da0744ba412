package com.example.hqq;

import java.util.Arrays;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/**
 * Chooses scales and zero points of the columns of a group of rows, a column each. With u = W / s,
 * a code is q = clamp(round(u + z)), and d = u + z - q is the error in steps. In turn, the error is
 * split into a sparse part E = shrink(s d) and the rest, and the zero point becomes the mean of q -
 * u + E / s, which is z less the mean of d - E / s. Of all scales and zero points that were tried,
 * those with the least sum of squared errors are kept.
 *
 * <p>Loops run over rows of scratch indexed only by the loop variable: the compiler makes vector
 * code of those. For use by one thread.
 */
final class GroupSolver {

  /** Shares of a group's range from which scales are tried, when several are. */
  private static final float GREATEST_SHARE = 1.05f;

  private static final float LEAST_SHARE = 0.75f;

  /** Adding and subtracting it rounds half to even, for magnitudes below 2^22. */
  private static final float ROUNDING = 12582912f;

  private final QuantScheme scheme;
  private final int shares;
  private final int iterations;
  private final float power;
  private final float firstBeta;
  private final float kappa;
  private final int width;

  private final float[] rows;
  private final float[] steps;
  private final float[] row;
  private final float[] difference;
  private final float[] low;
  private final float[] high;
  private final float[] plainScale;
  private final float[] scale;
  private final float[] zero;
  private final float[] move;
  private final float[] error;
  private final float[] bestScale;
  private final float[] bestZero;
  private final float[] lastError;
  private final float[] leastError;

  GroupSolver(QuantScheme scheme, OptionValues options, int groupRows, int width) {
    this.scheme = scheme;
    this.shares = options.get(HalfQuadratic.SCALES);
    this.iterations = options.get(HalfQuadratic.ITERATIONS);
    this.power = options.get(HalfQuadratic.LP_NORM).floatValue();
    this.firstBeta = options.get(HalfQuadratic.BETA).floatValue();
    this.kappa = options.get(HalfQuadratic.KAPPA).floatValue();
    this.width = width;
    this.rows = new float[groupRows * width];
    this.steps = new float[groupRows * width];
    this.row = new float[width];
    this.difference = new float[width];
    this.low = new float[width];
    this.high = new float[width];
    this.plainScale = new float[width];
    this.scale = new float[width];
    this.zero = new float[width];
    this.move = new float[width];
    this.error = new float[width];
    this.bestScale = new float[width];
    this.bestZero = new float[width];
    this.lastError = new float[width];
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

  /** Solves for the group that is in {@link #rows}. */
  void solve(int rowCount) {
    findRange(rowCount);
    Arrays.fill(leastError, Float.POSITIVE_INFINITY);
    boolean symmetric = scheme.symmetry().isSymmetric();
    for (int i = 0; i < (symmetric ? 1 : shares); i++) {
      choose(symmetric || shares == 1 ? 1 : share(i));
      if (i == 0) {
        System.arraycopy(scale, 0, bestScale, 0, width);
        System.arraycopy(zero, 0, bestZero, 0, width);
      }
      divideByScale(rowCount, scale);
      moveZeros(rowCount, symmetric ? 0 : iterations);
    }
    divideByScale(rowCount, bestScale);
  }

  private float share(int i) {
    return GREATEST_SHARE - (GREATEST_SHARE - LEAST_SHARE) * i / (shares - 1);
  }

  /** Scales of a share of the range, and zero points that leave the rest of it on both sides. */
  private void choose(float share) {
    for (int j = 0; j < width; j++) {
      scale[j] = scheme.toCoveringScale(plainScale[j] * share);
      zero[j] =
          plainScale[j] == 0
              ? scheme.middleCode() // a code for zero itself
              : stored(scheme.maxCode() / 2f - (low[j] + high[j]) / 2 / scale[j]);
    }
  }

  private void divideByScale(int rowCount, float[] by) {
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(rows, r * width, row, 0, width);
      divide(row, by);
      System.arraycopy(row, 0, steps, r * width, width);
    }
  }

  /** Moves each zero point until that makes it no better, whatever the others do. */
  private void moveZeros(int rowCount, int most) {
    float beta = firstBeta;
    measure(rowCount, beta);
    keepBetter();
    Arrays.fill(lastError, Float.POSITIVE_INFINITY);
    for (int i = 0; i < most && anyLess(error, lastError); i++) {
      for (int j = 0; j < width; j++) {
        if (error[j] < lastError[j]) {
          zero[j] = stored(zero[j] - move[j] / rowCount);
        }
      }
      System.arraycopy(error, 0, lastError, 0, width);
      beta *= kappa;
      measure(rowCount, beta);
      keepBetter();
    }
  }

  private static boolean anyLess(float[] error, float[] than) {
    boolean less = false;
    for (int j = 0; j < error.length; j++) {
      less |= error[j] < than[j];
    }
    return less;
  }

  /** Codes of a row of the group that was solved. */
  void codes(int r, byte[] destination, int at) {
    System.arraycopy(steps, r * width, row, 0, width);
    for (int j = 0; j < width; j++) {
      destination[at + j] = (byte) (int) code(row[j] + bestZero[j]);
    }
  }

  private void findRange(int rowCount) {
    Arrays.fill(low, 0);
    Arrays.fill(high, 0);
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(rows, r * width, row, 0, width);
      widen(row, low, high);
    }
    for (int j = 0; j < width; j++) {
      plainScale[j] = plainScale(low[j], high[j]);
    }
  }

  private static void widen(float[] row, float[] low, float[] high) {
    for (int j = 0; j < row.length; j++) {
      low[j] = Math.min(low[j], row[j]);
      high[j] = Math.max(high[j], row[j]);
    }
  }

  private static void divide(float[] row, float[] by) {
    for (int j = 0; j < row.length; j++) {
      row[j] /= by[j];
    }
  }

  private float plainScale(float least, float greatest) {
    return switch (scheme.symmetry()) {
      case ASYMMETRIC -> (greatest - least) / scheme.maxCode();
      case SYMMETRIC_FULL -> (greatest > -least ? greatest : least) / -scheme.middleCode();
      case SYMMETRIC_CENTERED -> 2 * Math.max(greatest, -least) / scheme.maxCode();
    };
  }

  private float stored(float point) {
    if (scheme.symmetry().isSymmetric()) {
      return scheme.middleCode();
    }
    return switch (scheme.zeroPoint()) {
      case NONE -> throw new AssertionError("an asymmetric scheme stores zero points");
      case INTEGER -> code(point);
      case FLOAT -> scheme.toScaleType(point);
    };
  }

  private float code(float point) {
    return (Math.max(0, Math.min(point, scheme.maxCode())) + ROUNDING) - ROUNDING;
  }

  /** Sums errors, and the moves of the zero points, over the group. */
  private void measure(int rowCount, float beta) {
    Arrays.fill(move, 0);
    Arrays.fill(error, 0);
    // Errors up to here have no sparse part: x^(p-1) / beta takes all of them.
    float threshold = (float) Math.pow(beta, -1 / (2 - (double) power));
    for (int r = 0; r < rowCount; r++) {
      System.arraycopy(steps, r * width, row, 0, width);
      differ(row, zero, scheme.maxCode(), difference);
      addSquares(difference, error);
      if (largest(difference, scale) > threshold) {
        takeSparsePart(threshold, beta);
      }
      add(difference, move);
    }
  }

  private static void differ(float[] steps, float[] zero, float maxCode, float[] difference) {
    for (int j = 0; j < steps.length; j++) {
      float at = steps[j] + zero[j];
      difference[j] = at - ((Math.max(0, Math.min(at, maxCode)) + ROUNDING) - ROUNDING);
    }
  }

  private static void addSquares(float[] difference, float[] error) {
    for (int j = 0; j < difference.length; j++) {
      error[j] += difference[j] * difference[j];
    }
  }

  private static float largest(float[] difference, float[] scale) {
    float largest = 0;
    for (int j = 0; j < difference.length; j++) {
      largest = Math.max(largest, Math.abs(difference[j] * scale[j]));
    }
    return largest;
  }

  private void takeSparsePart(float threshold, float beta) {
    for (int j = 0; j < width; j++) {
      float magnitude = Math.abs(difference[j] * scale[j]);
      if (magnitude > threshold) {
        float sparse = magnitude - (float) Math.pow(magnitude, power - 1) / beta;
        difference[j] *= 1 - sparse / magnitude;
      }
    }
  }

  private static void add(float[] values, float[] sums) {
    for (int j = 0; j < values.length; j++) {
      sums[j] += values[j];
    }
  }

  private void keepBetter() {
    for (int j = 0; j < width; j++) {
      // In squares of the plain step, so that errors at other scales compare.
      float ratio = plainScale[j] == 0 ? 1 : scale[j] / plainScale[j];
      float total = error[j] * ratio * ratio;
      if (total < leastError[j]) {
        leastError[j] = total;
        bestScale[j] = scale[j];
        bestZero[j] = zero[j];
      }
    }
  }
}
