package org.woq4j.api.emit;

import org.woq4j.api.Stable;

/** How a stored form rounds the activation x [rows, K] while the model runs, finest first. */
@Stable
public enum ActivationRounding {
  /** It is multiplied as it is. */
  NONE,
  /**
   * To int8, with a scale for each block of each row: the largest magnitude of the block divided by
   * 127. MatMulNBits does so at accuracy level 4.
   */
  BLOCK,
  /**
   * To uint8, with one scale for all rows: the range of the whole tensor, which includes zero,
   * divided by 255. DynamicQuantizeLinear does so.
   *
   * @see <a href="https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html">The operator</a>
   */
  TENSOR
}
