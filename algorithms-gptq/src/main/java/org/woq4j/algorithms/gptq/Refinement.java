package org.woq4j.algorithms.gptq;

import java.util.Arrays;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.kernels.group.RowCoder;
import org.woq4j.kernels.half.ScaleType;

/**
 * Refines some columns of a rounded weight by coordinate descent (QuantEase, arXiv 2309.01885) on
 * the output's squared error f = tr(DᵀGD), D = Ŵ − W. A sweep takes row after row to its best codes
 * while all others stay, and then group after group to its best scale while the codes stay. No step
 * is taken that would not lower f. The slope P = GD is kept up to date: by a block's own moves at
 * once, and by those of all its rows in one product. For use by one thread.
 */
final class Refinement {

  /** Least rows of a block. */
  private static final int BLOCK_ROWS = 64;

  private final AlgorithmContext context;
  private final QuantScheme scheme;
  private final FloatMatrix gram;
  private final GroupRanges ranges;
  private final int inputs;
  private final int width;
  private final int groupRows;

  /** [K][width], codes of a row. */
  private final float[][] codes;

  /** P, [K, width]. */
  private final FloatMatrix slope;

  /** A block's rows of P, as its own moves change them. */
  private final float[][] blockSlope;

  private final float[] value;
  private final float[] code;
  private final float[] move;

  /**
   * Prepares to refine what was rounded.
   *
   * @param gram G, [K,K], damped as for rounding
   * @param wanted the columns of W that were rounded, [K, width]; becomes D
   * @param ranges of the columns; holds their codes, and receives better ones
   */
  Refinement(AlgorithmContext context, FloatMatrix gram, FloatMatrix wanted, GroupRanges ranges) {
    this.context = context;
    this.scheme = context.scheme();
    this.gram = gram;
    this.ranges = ranges;
    this.inputs = wanted.rows();
    this.width = wanted.columns();
    this.groupRows = scheme.groupRows(inputs);
    this.codes = new float[inputs][width];
    this.slope = FloatMatrix.of(new float[inputs * width], inputs, width);
    this.blockSlope = new float[Math.max(BLOCK_ROWS, groupRows)][width];
    this.value = new float[width];
    this.code = new float[width];
    this.move = new float[width];
    load(wanted);
  }

  private void load(FloatMatrix wanted) {
    for (int k = 0; k < inputs; k++) {
      ranges.readCodes(k, codes[k]);
      decode(k, codes[k], value);
      for (int j = 0; j < width; j++) {
        wanted.data()[k * width + j] = value[j] - wanted.data()[k * width + j];
      }
    }
    addToSlope(0, inputs, wanted);
  }

  /** Refines and hands over. */
  void run(int sweeps) {
    int wholeGroups = Math.max(groupRows, BLOCK_ROWS / groupRows * groupRows);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      for (int first = 0; first < inputs; first += BLOCK_ROWS) {
        context.checkCancelled();
        moveCodes(first, Math.min(inputs, first + BLOCK_ROWS));
      }
      for (int first = 0; first < inputs; first += wholeGroups) {
        context.checkCancelled();
        moveScales(first, Math.min(inputs, first + wholeGroups));
      }
    }
    for (int k = 0; k < inputs; k++) {
      ranges.storeCodes(k, codes[k]);
    }
    ranges.store();
  }

  private void moveCodes(int first, int end) {
    float[] moves = new float[(end - first) * width];
    loadBlock(first, end);
    for (int k = first; k < end; k++) {
      float curvature = gram.data()[k * inputs + k];
      if (curvature > 0) {
        moveCodes(k, curvature, blockSlope[k - first]);
        System.arraycopy(move, 0, moves, (k - first) * width, width);
        addToBlock(k, first, k + 1, end);
      }
    }
    addToSlope(first, end, FloatMatrix.of(moves, end - first, width));
  }

  /** Moves a row's codes to where f is least, and says by how much its values move. */
  private void moveCodes(int k, float curvature, float[] rowSlope) {
    int group = k / groupRows;
    float[] old = codes[k];
    decode(k, old, value);
    for (int j = 0; j < width; j++) {
      code[j] = value[j] - rowSlope[j] / curvature;
    }
    RowCoder.encode(scheme, code, ranges.scales(group), ranges.zeroPoints(group), code);
    decode(k, code, move);
    for (int j = 0; j < width; j++) {
      float step = move[j] - value[j];
      boolean lower = step * (2 * rowSlope[j] + curvature * step) < 0;
      move[j] = lower ? step : 0;
      old[j] = lower ? code[j] : old[j];
    }
  }

  private void moveScales(int first, int end) {
    float[] moves = new float[(end - first) * width];
    loadBlock(first, end);
    for (int row = first; row < end; row += groupRows) {
      int groupEnd = Math.min(end, row + groupRows);
      float[] units = units(row, groupEnd);
      float[] steps = moveScale(row, groupEnd, first, units);
      for (int k = row; k < groupEnd; k++) {
        System.arraycopy(units, (k - row) * width, move, 0, width);
        multiply(move, steps);
        System.arraycopy(move, 0, moves, (k - first) * width, width);
        addToBlock(k, first, groupEnd, end);
      }
    }
    addToSlope(first, end, FloatMatrix.of(moves, end - first, width));
  }

  /** What a group's values are in units of their scale, [rows, width]. */
  private float[] units(int row, int end) {
    float[] units = new float[(end - row) * width];
    float[] zero = ranges.zeroPoints(row / groupRows);
    for (int k = row; k < end; k++) {
      subtract(codes[k], zero, value);
      System.arraycopy(value, 0, units, (k - row) * width, width);
    }
    return units;
  }

  /**
   * Moves a group's scales to where f is least.
   *
   * @return by how much each column's scale moves
   */
  private float[] moveScale(int row, int end, int first, float[] units) {
    float[] curved = new float[units.length];
    FloatMatrix of = FloatMatrix.of(units, end - row, width);
    context
        .linearAlgebra()
        .multiplyAdd(
            1,
            gram.slice(row, end, row, end),
            Transposition.AS_IS,
            of,
            Transposition.AS_IS,
            FloatMatrix.of(curved, end - row, width));
    double[] slopes = new double[width];
    double[] curvatures = new double[width];
    for (int k = row; k < end; k++) {
      float[] rowSlope = blockSlope[k - first];
      int at = (k - row) * width;
      for (int j = 0; j < width; j++) {
        slopes[j] += (double) units[at + j] * rowSlope[j];
        curvatures[j] += (double) units[at + j] * curved[at + j];
      }
    }
    if (ranges.areShared()) {
      Arrays.fill(slopes, Arrays.stream(slopes).sum());
      Arrays.fill(curvatures, Arrays.stream(curvatures).sum());
    }
    return moveScale(ranges.scales(row / groupRows), slopes, curvatures);
  }

  private float[] moveScale(float[] scales, double[] slopes, double[] curvatures) {
    float[] steps = new float[width];
    for (int j = 0; j < width; j++) {
      float best =
          ScaleType.round((float) (scales[j] - slopes[j] / curvatures[j]), scheme.scaleType());
      double step = (double) best - scales[j];
      // A scale of another sign, zero or infinite would not do; nor would a NaN of no curvature.
      if (best / scales[j] > 0
          && Float.isFinite(best)
          && step * (2 * slopes[j] + curvatures[j] * step) < 0) {
        steps[j] = (float) step;
        scales[j] = best;
      }
    }
    return steps;
  }

  private void loadBlock(int first, int end) {
    for (int k = first; k < end; k++) {
      System.arraycopy(slope.data(), k * width, blockSlope[k - first], 0, width);
    }
  }

  /** Adds what row k's move does to the slope of a block's rows [row, end). */
  private void addToBlock(int k, int first, int row, int end) {
    for (int i = row; i < end; i++) {
      addScaled(gram.data()[k * inputs + i], move, blockSlope[i - first]);
    }
  }

  /** Adds what moves of rows [first, end) do to the slope. */
  private void addToSlope(int first, int end, FloatMatrix moves) {
    context
        .linearAlgebra()
        .multiplyAdd(
            1,
            gram.slice(0, inputs, first, end),
            Transposition.AS_IS,
            moves,
            Transposition.AS_IS,
            slope);
  }

  private void decode(int k, float[] rowCodes, float[] values) {
    int group = k / groupRows;
    RowCoder.decode(rowCodes, ranges.scales(group), ranges.zeroPoints(group), values);
  }

  private static void subtract(float[] row, float[] less, float[] difference) {
    for (int j = 0; j < row.length; j++) {
      difference[j] = row[j] - less[j];
    }
  }

  private static void multiply(float[] row, float[] factors) {
    for (int j = 0; j < row.length; j++) {
      row[j] *= factors[j];
    }
  }

  private static void addScaled(float scale, float[] row, float[] sum) {
    for (int j = 0; j < row.length; j++) {
      sum[j] += scale * row[j];
    }
  }
}
