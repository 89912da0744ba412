package org.woq4j.onnx.raise;

import org.woq4j.api.ErrorCode;

enum RaiseError implements ErrorCode {
  /** A node has another meaning in the newer operator set and cannot be rewritten. */
  NO_SAFE_CONVERSION;

  @Override
  public String id() {
    return "onnx.raise";
  }

  @Override
  public Category category() {
    return Category.USER;
  }
}
