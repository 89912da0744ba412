package org.woq4j.algorithms.awq;

import org.woq4j.api.option.AlgorithmReference;

/** How much work an element of a weight is, in multiply-adds. */
final class Effort {

  /** To round an element. */
  private static final double ROUNDING = 300;

  /** Of an element and a row, by an algorithm that reads the Gram matrix. */
  private static final double GRAM_ROUNDING = 10;

  private Effort() {}

  /** Each candidate is rounded, and its error is multiplied with the Gram matrix. */
  static double ofSearch(int candidates, int inputFeatures) {
    return candidates * (inputFeatures + ROUNDING);
  }

  /** Of the rounding that follows. */
  static double ofRounding(AlgorithmReference rounding, int inputFeatures) {
    return rounding.id().equals("rtn") ? 0 : GRAM_ROUNDING * inputFeatures;
  }
}
