package org.woq4j.algorithms.awq;

import org.woq4j.api.ErrorCode;

/** What can go wrong in activation-aware quantization. */
enum AwqError implements ErrorCode {
  /** A search was asked for and there are no statistics to search with. */
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
