package org.woq4j.calibration.arrays;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with arrays as calibration data. */
final class ArraysError {

  /** A file is missing, is no archive of arrays, or cannot be read. */
  static final ErrorCode FILE = new ErrorCode("arrays.file", Category.USER);

  /** An array is damaged, or of a form that no model is fed with. */
  static final ErrorCode ARRAY = new ErrorCode("arrays.array", Category.USER);

  /** The arrays of a batch take more memory than they should. */
  static final ErrorCode TOO_LARGE = new ErrorCode("arrays.too_large", Category.RESOURCE);

  /** Random numbers cannot be made for what the model asks for. */
  static final ErrorCode MODEL = new ErrorCode("arrays.model", Category.USER);

  /** The sizes that are given for dimensions are not understood. */
  static final ErrorCode DIMENSIONS = new ErrorCode("arrays.dimensions", Category.USER);

  private ArraysError() {}
}
