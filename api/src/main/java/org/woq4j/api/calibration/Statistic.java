package org.woq4j.api.calibration;

import org.woq4j.api.Stable;

/**
 * What an algorithm may ask for about the activation that feeds a group. With X the activation's
 * rows [samples, K], all are sums over rows, so that parts can be gathered apart and added.
 */
@Stable
public enum Statistic {
  /** Mean of |x| for each input feature, [K]. */
  ABS_MEAN,
  /** The Gram matrix XᵀX, [K,K]. */
  GRAM,
  /**
   * X'ᵀX, [K,K], where X is the float model's activation and X' that of the model quantized so far.
   * Gathered only when layers are quantized one after the other; GRAM is then X'ᵀX'.
   */
  CROSS_GRAM
}
