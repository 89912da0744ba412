package org.woq4j.algorithms.gptq;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong in GPTQ. */
final class GptqError {

  /** There are no statistics of the activation. */
  static final ErrorCode NO_STATISTICS = new ErrorCode("gptq.no_statistics", Category.USER);

  /** The Hessian is not finite, or has no Cholesky factor however much it is damped. */
  static final ErrorCode NO_FACTOR = new ErrorCode("gptq.no_factor", Category.USER);

  private GptqError() {}
}
