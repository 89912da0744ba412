package org.woq4j.api.emit;

import org.woq4j.api.Stable;

/** What a node does with a weight [K,N], or with a batch of B weights. */
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
  OPERAND,
  /**
   * Multiplies by a batch of matrices: y = x · W, x [..., B, M, K] or, for all matrices alike, [M,
   * K] or [..., 1, M, K]; y [..., B, M, N].
   */
  BATCHED_MATMUL,
  /**
   * Picks matrices of a batch: y [..., N, K] = the transpose of matrix i for each index i in [-B,
   * B). Experts that a router chooses.
   */
  BATCHED_GATHER,
  /**
   * Multiplies each row by the matrices of the experts that a router chooses for it. The weight is
   * a batch, stored as [B, N, K], and one of several that the node reads, such as
   * com.microsoft.MoE. The nodes are a single one, of the operator that takes the place of the
   * float one: its inputs are the codes, the scales and, where there are any, the zero points of
   * this batch. The host adds what else the operator reads, and stores all batches of a node alike,
   * or none.
   */
  EXPERTS;

  /** {@return whether the node multiplies an activation by the weight} */
  public boolean isProduct() {
    return this == MATMUL || this == BATCHED_MATMUL;
  }

  /** {@return whether the node picks parts of the weight by indices, and has no activation} */
  public boolean isGather() {
    return this == GATHER || this == BATCHED_GATHER;
  }

  /** {@return whether the weight is a batch of matrices} */
  public boolean isBatched() {
    return this == BATCHED_MATMUL || this == BATCHED_GATHER || this == EXPERTS;
  }
}
