package org.woq4j.api.emit;

import org.woq4j.api.Stable;

/** What a node does with a weight [K,N]. */
@Stable
public enum OperatorKind {
  /** y = x · W, x [..., K], y [..., N]. A Gemm is brought to this form by the host. */
  MATMUL,
  /** Picks columns: y [..., K] = column i of W for each index i in [-N, N). An embedding. */
  GATHER,
  /**
   * Reads Wᵀ itself, [N,K], in floats: the nodes decode it and read no input. The host reshapes it
   * for the operator, such as a Conv, whose outputs are the columns of W, or an LSTM.
   */
  OPERAND
}
