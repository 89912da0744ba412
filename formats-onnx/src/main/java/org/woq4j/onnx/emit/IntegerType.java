package org.woq4j.onnx.emit;

/** The type of the codes of {@link DynamicInt8Emitter}. */
enum IntegerType {
  /** The type that is right on every CPU: uint8. */
  AUTO,
  UINT8,
  INT8
}
