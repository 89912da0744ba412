package org.woq4j.calibration.arrays;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** Errors of arrays as calibration data. */
enum ArraysError implements ErrorCode {
  /** A file is missing, is not an archive of arrays, or cannot be read. */
  FILE("npz.file", Category.USER),
  /** An array is damaged, or its type or layout is not supported. */
  ARRAY("npz.array", Category.USER),
  /** The arrays of a batch need too much memory. */
  TOO_LARGE("npz.too-large", Category.RESOURCE),
  /** Random numbers cannot fill an input of the model. */
  MODEL("random.model", Category.USER),
  /** The sizes of dimensions cannot be parsed. */
  DIMENSIONS("random.dimensions", Category.USER);

  private final String id;
  private final Category category;

  ArraysError(String id, Category category) {
    this.id = id;
    this.category = category;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Category category() {
    return category;
  }

  /** Makes an exception with this code and one issue. */
  WoqException because(String message, String cure) {
    return WoqException.of(this, Issue.of(message, cure));
  }
}
