package org.woq4j.runtime.onnx.session;

/** The element type of a tensor, by its name in ONNX. */
public enum TensorType {
  FLOAT(true),
  DOUBLE(true),
  FLOAT16(true),
  BFLOAT16(true),
  INT64(true),
  INT32(true),
  INT16(true),
  INT8(true),
  UINT8(true),
  BOOL(true),
  UINT64(false),
  UINT32(false),
  UINT16(false),
  /** Any other type, or a value that is not a tensor. Its elements are not passed on. */
  OTHER(false);

  private final boolean canBeFed;

  TensorType(boolean canBeFed) {
    this.canBeFed = canBeFed;
  }

  /** Whether the Java binding accepts it as an input. */
  public boolean canBeFed() {
    return canBeFed;
  }
}
