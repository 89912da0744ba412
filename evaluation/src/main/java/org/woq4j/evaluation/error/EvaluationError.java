package org.woq4j.evaluation.error;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong when models are compared. */
public final class EvaluationError {

  /** The comparison lacks something, or a name in it is unknown. */
  public static final ErrorCode REQUEST = new ErrorCode("evaluation.request", Category.USER);

  /** No sample is left to compare on, or the labels do not fit the samples. */
  public static final ErrorCode DATA = new ErrorCode("evaluation.data", Category.USER);

  /** A candidate has other inputs or outputs than the float model. */
  public static final ErrorCode INTERFACE = new ErrorCode("evaluation.interface", Category.USER);

  private EvaluationError() {}
}
