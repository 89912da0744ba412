package org.woq4j.core.request;

import org.woq4j.api.weight.ElementType;

/** The type of the constants and values that are float32 in the float model and not quantized. */
public enum Rest {
  /** They stay as they are. */
  FLOAT32(ElementType.FLOAT32),
  /** They become half precision, apart from what half precision cannot hold. */
  FLOAT16(ElementType.FLOAT16),
  /**
   * They become bfloat16 where ONNX Runtime has operators for it. It runs these on GPUs, not on
   * CPUs.
   */
  BFLOAT16(ElementType.BFLOAT16);

  private final ElementType type;

  Rest(ElementType type) {
    this.type = type;
  }

  /** The least version of the standard operator set; 0 for any. */
  public int leastOpset() {
    return this == BFLOAT16 ? 13 : 0;
  }

  /** Whether it does not hold all float32 values, so that calibration data shows which it holds. */
  public boolean isNarrow() {
    return this == FLOAT16;
  }

  /** The type in which the written model computes what the float model computes in another. */
  public ElementType of(ElementType computed) {
    return computed == ElementType.FLOAT32 ? type : computed;
  }
}
