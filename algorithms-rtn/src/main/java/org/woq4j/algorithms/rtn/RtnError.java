package org.woq4j.algorithms.rtn;

import org.woq4j.api.ErrorCode;

/** Errors of rounding to nearest. */
enum RtnError implements ErrorCode {
  /** The options ask for a weighted clip search, but there are no statistics. */
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
