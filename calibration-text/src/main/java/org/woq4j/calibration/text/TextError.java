package org.woq4j.calibration.text;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with text as calibration data. */
final class TextError {

  /** The file of samples is missing, of no known kind, or cannot be read. */
  static final ErrorCode FILE = new ErrorCode("text.file", Category.USER);

  /** A line of the file is no sample. */
  static final ErrorCode SAMPLE = new ErrorCode("text.sample", Category.USER);

  /** There are too few samples. */
  static final ErrorCode TOO_FEW = new ErrorCode("text.too_few", Category.USER);

  /** The tokenizer's file is missing, damaged or holds no tokenizer. */
  static final ErrorCode TOKENIZER = new ErrorCode("text.tokenizer", Category.USER);

  /** The model does not ask for tokens, or asks for them in a form that cannot be made. */
  static final ErrorCode MODEL = new ErrorCode("text.model", Category.USER);

  /** The tokenizer's native library cannot be loaded. */
  static final ErrorCode NATIVE_LIBRARY = new ErrorCode("text.native_library", Category.RESOURCE);

  private TextError() {}
}
