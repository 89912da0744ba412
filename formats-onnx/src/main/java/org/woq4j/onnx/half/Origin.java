package org.woq4j.onnx.half;

/** What a float value was computed from, as far as it matters for its range and precision. */
enum Origin {
  /** Anything. */
  DATA,
  /** Constants that half precision holds. */
  CONSTANT,
  /** Constants beyond the range of half precision. */
  BEYOND,
  /** Integers and constants. */
  INTEGERS,
  /** Squares and constants. */
  SQUARES
}
