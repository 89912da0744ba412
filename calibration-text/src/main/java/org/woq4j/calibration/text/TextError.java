package org.woq4j.calibration.text;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** Errors of text as calibration data. */
enum TextError implements ErrorCode {
  /** The sample file is missing, has an unknown extension, or cannot be read. */
  FILE("text.file", Category.USER),
  /** A line of the file is not a valid sample. */
  SAMPLE("text.sample", Category.USER),
  /** There are too few samples. */
  TOO_FEW("text.too-few", Category.USER),
  /** The tokenizer file is missing or is not a valid tokenizer. */
  TOKENIZER("text.tokenizer", Category.USER),
  /** The model has no token inputs, or has them in an unsupported form. */
  MODEL("text.model", Category.USER),
  /** The tokenizer's native library cannot be loaded. */
  NATIVE_LIBRARY("text.native-library", Category.RESOURCE);

  private final String id;
  private final Category category;

  TextError(String id, Category category) {
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
