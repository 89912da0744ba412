package org.woq4j.api.calibration;

import org.woq4j.api.Stable;

/**
 * A statistic of the activation that feeds a group of weights. X is the activation, [rows, K]. All
 * are kept so that parts of the rows can be computed separately and merged.
 */
@Stable
public enum Statistic {
  /** Mean of |x| for each input feature, [K]. */
  ABS_MEAN,
  /**
   * Least x for each input feature, [K]. Unlike the other statistics, it counts rows that are
   * padding: a form that rounds the whole activation takes its range from these, too.
   */
  MIN,
  /** Greatest x for each input feature, [K], padding included. */
  MAX,
  /**
   * The Gram matrix XᵀX, [K,K]. The host shrinks it toward its diagonal, the more the fewer rows
   * there are, so that algorithms do not fit their results to chance.
   */
  GRAM,
  /**
   * X'ᵀX, [K,K], where X is the float model's activation and X' that of the model quantized so far.
   * Computed only in sequential mode; GRAM is then X'ᵀX'. Shrunk as GRAM is, so that both are equal
   * where X' is X.
   */
  CROSS_GRAM
}
