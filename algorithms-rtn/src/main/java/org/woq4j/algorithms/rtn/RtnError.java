package org.woq4j.algorithms.rtn;

import org.woq4j.api.ErrorCode;

/** What can go wrong in rounding to nearest. */
enum RtnError implements ErrorCode {
  /** A weighted clip search was asked for and there are no statistics to weight by. */
  NO_STATISTICS;

  @Override
  public String id() {
    return "rtn.no_statistics";
  }

  @Override
  public Category category() {
    return Category.USER;
  }
}
