package org.woq4j.algorithms.rtn;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong in rounding to nearest. */
final class RtnError {

  /** A weighted clip search was asked for and there are no statistics to weight by. */
  static final ErrorCode NO_STATISTICS = new ErrorCode("rtn.no_statistics", Category.USER);

  private RtnError() {}
}
