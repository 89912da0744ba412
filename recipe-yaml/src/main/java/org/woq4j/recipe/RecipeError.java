package org.woq4j.recipe;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with recipes and reports. */
final class RecipeError {

  /** The file of the recipe cannot be read. */
  static final ErrorCode UNREADABLE = new ErrorCode("recipe.unreadable", Category.USER);

  /** The recipe is no mapping, or has no model or no output. */
  static final ErrorCode INCOMPLETE = new ErrorCode("recipe.incomplete", Category.USER);

  /** The report cannot be written. */
  static final ErrorCode REPORT_UNWRITABLE =
      new ErrorCode("recipe.report_unwritable", Category.RESOURCE);

  private RecipeError() {}
}
