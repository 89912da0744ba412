package org.woq4j.algorithms.awq;

import org.woq4j.api.ErrorCode;

/** Errors of activation-aware quantization. */
enum AwqError implements ErrorCode {
  /** The options ask for a search, but there are no statistics. */
  NO_STATISTICS;

  @Override
  public String id() {
    return "awq.no_statistics";
  }

  @Override
  public Category category() {
    return Category.USER;
  }
}
