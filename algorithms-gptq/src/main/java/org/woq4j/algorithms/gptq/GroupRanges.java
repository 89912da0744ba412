package org.woq4j.algorithms.gptq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.kernels.group.QuantizedColumns;
import org.woq4j.kernels.group.RangeFit;
import org.woq4j.kernels.group.RangeRule;
import org.woq4j.kernels.group.RowCoder;

/** Scales and zero points of each group of some columns, and their codes. For use by one thread. */
final class GroupRanges {

  private final QuantScheme scheme;
  private final RangeFit fit;
  private final boolean shared;
  private final float[] importance;
  private final int groupRows;
  private final float[][] scales;
  private final float[][] zeroPoints;
  private final int from;
  private final QuantizedColumns result;

  /**
   * Prepares for columns of a weight.
   *
   * @param importance [K], weight of each row's error in a weighted search
   * @param from the first column
   * @param width number of columns
   * @param result receives what is chosen
   */
  GroupRanges(
      AlgorithmContext context, float[] importance, int from, int width, QuantizedColumns result) {
    this.scheme = context.scheme();
    RangeRule ranges = Gptq.ranges(context.options());
    this.shared = ranges.shared();
    this.fit = new RangeFit(scheme, ranges, width);
    this.importance = importance;
    this.groupRows = scheme.groupRows(importance.length);
    this.scales = new float[scheme.groups(importance.length)][];
    this.zeroPoints = new float[scales.length][];
    this.from = from;
    this.result = result;
  }

  /**
   * Chooses for a group.
   *
   * @param rows its rows, [width] each
   */
  void choose(int group, float[][] rows) {
    fit.fit(rows, rows.length, importance, group * groupRows);
    scales[group] = fit.scales().clone();
    zeroPoints[group] = fit.zeroPoints().clone();
  }

  /** Scales of a group, a column each; those who change them {@link #store} them anew. */
  float[] scales(int group) {
    return scales[group];
  }

  /** Zero points of a group, a column each. */
  float[] zeroPoints(int group) {
    return zeroPoints[group];
  }

  /** Whether all columns share one scale. */
  boolean areShared() {
    return shared;
  }

  /** Hands over the scales and zero points of all groups. */
  void store() {
    for (int group = 0; group < scales.length; group++) {
      result.parameters(group, from, scales[group], zeroPoints[group]);
    }
  }

  /**
   * Rounds row {@code k} of the weight.
   *
   * @param row what it should be
   * @param code scratch
   * @param value receives what its codes stand for
   */
  void round(int k, float[] row, float[] code, float[] value) {
    int group = k / groupRows;
    RowCoder.encode(scheme, row, scales[group], zeroPoints[group], code);
    RowCoder.decode(code, scales[group], zeroPoints[group], value);
    storeCodes(k, code);
  }

  /** Reads the codes of row {@code k} that were stored last. */
  void readCodes(int k, float[] codes) {
    result.readCodes(k, from, codes);
  }

  /** Stores the codes of row {@code k}. */
  void storeCodes(int k, float[] codes) {
    result.codes(k, from, codes);
  }
}
