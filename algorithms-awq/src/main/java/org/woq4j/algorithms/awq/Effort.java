package org.woq4j.algorithms.awq;

import org.woq4j.api.option.AlgorithmReference;

/** How much work an element of a weight is, in multiply-adds. */
final class Effort {

  /** To round an element. */
  private static final double ROUNDING = 300;

  /** Of an element and a row, by an algorithm that reads the Gram matrix. */
  private static final double GRAM_ROUNDING = 10;

  /** The share of a weight that candidates are tried on: more of small ones, less of large ones. */
  private static final double SAMPLE = 0.25;

  /** To search the range of a group, of an element. */
  static final double RANGES = 5000;

  private Effort() {}

  /** Each candidate is rounded, and its error is multiplied with the Gram matrix. */
  static double ofSearch(int candidates, int inputFeatures) {
    return SAMPLE * candidates * (inputFeatures + ROUNDING);
  }

  /** Of the rounding that follows. */
  static double ofRounding(AlgorithmReference rounding, int inputFeatures) {
    return rounding.id().equals("rtn") ? 0 : GRAM_ROUNDING * inputFeatures;
  }
}
