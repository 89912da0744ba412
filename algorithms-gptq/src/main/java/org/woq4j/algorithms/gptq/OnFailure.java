package org.woq4j.algorithms.gptq;

/** How to treat weights if their Hessian cannot be factored. */
enum OnFailure {
  /** The run stops with an error. */
  ERROR,
  /** The weights are rounded to nearest. */
  RTN
}
