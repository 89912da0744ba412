package org.woq4j.calibration.text;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** What can go wrong with text as calibration data. */
enum TextError implements ErrorCode {
  /** The file of samples is missing, of no known kind, or cannot be read. */
  FILE("text.file", Category.USER),
  /** A line of the file is no sample. */
  SAMPLE("text.sample", Category.USER),
  /** There are too few samples. */
  TOO_FEW("text.too-few", Category.USER),
  /** The tokenizer's file is missing or holds no tokenizer. */
  TOKENIZER("text.tokenizer", Category.USER),
  /** The model does not ask for tokens, or asks for them in a form that cannot be made. */
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

  /** An exception of this kind with one problem. */
  WoqException because(String message, String cure) {
    return WoqException.of(this, Issue.of(message, cure));
  }
}
