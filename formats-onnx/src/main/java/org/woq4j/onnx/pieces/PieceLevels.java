package org.woq4j.onnx.pieces;

/** The piece in which each value of a graph is computed. */
interface PieceLevels {

  /** Index of the piece; 0 for inputs of the model. */
  int of(String value);

  /** Whether a value depends only on constants; each piece computes it anew. */
  boolean isConstant(String value);
}
