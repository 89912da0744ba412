package org.woq4j.algorithms.gptq;

/** What becomes of weights whose Hessian cannot be factored. */
enum OnFailure {
  /** The run ends. */
  ERROR,
  /** They are rounded to nearest. */
  RTN
}
