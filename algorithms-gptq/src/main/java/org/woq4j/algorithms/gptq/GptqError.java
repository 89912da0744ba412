package org.woq4j.algorithms.gptq;

import org.woq4j.api.ErrorCode;

/** Errors of GPTQ. */
enum GptqError implements ErrorCode {
  /** There are no statistics of the activation. */
  NO_STATISTICS("gptq.no_statistics"),
  /** The Hessian cannot be factored, even with the strongest damping. */
  NO_FACTOR("gptq.no_factor");

  private final String id;

  GptqError(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Category category() {
    return Category.USER;
  }
}
