package org.woq4j.api.calibration;

import org.woq4j.api.Stable;

/**
 * A statistic of the activation that feeds a group of weights. X is the activation, [rows, K]. All
 * are kept as sums over rows, so that parts can be computed separately and added.
 */
@Stable
public enum Statistic {
  /** Mean of |x| for each input feature, [K]. */
  ABS_MEAN,
  /** The Gram matrix XᵀX, [K,K]. */
  GRAM,
  /**
   * X'ᵀX, [K,K], where X is the float model's activation and X' that of the model quantized so far.
   * Computed only in sequential mode; GRAM is then X'ᵀX'.
   */
  CROSS_GRAM
}
