package org.woq4j.calibration.arrays;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** What can go wrong with arrays as calibration data. */
enum ArraysError implements ErrorCode {
  /** A file is missing, is no archive of arrays, or cannot be read. */
  FILE("npz.file", Category.USER),
  /** An array is damaged, or of a form that no model is fed with. */
  ARRAY("npz.array", Category.USER),
  /** The arrays of a batch take more memory than they should. */
  TOO_LARGE("npz.too-large", Category.RESOURCE),
  /** Random numbers cannot be made for what the model asks for. */
  MODEL("random.model", Category.USER),
  /** The sizes that are given for dimensions are not understood. */
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

  /** An exception of this kind with one problem. */
  WoqException because(String message, String cure) {
    return WoqException.of(this, Issue.of(message, cure));
  }
}
