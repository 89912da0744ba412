package org.woq4j.targets;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with the data of a target. */
final class TargetsError {

  /** A table of times cannot be read or is malformed. */
  static final ErrorCode TABLE = new ErrorCode("targets.table", Category.USER);

  private TargetsError() {}
}
