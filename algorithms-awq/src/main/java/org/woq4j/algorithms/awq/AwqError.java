package org.woq4j.algorithms.awq;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong in activation-aware quantization. */
final class AwqError {

  /** A search was asked for and there are no statistics to search with. */
  static final ErrorCode NO_STATISTICS = new ErrorCode("awq.no_statistics", Category.USER);

  private AwqError() {}
}
