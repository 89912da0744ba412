package org.woq4j.recipe.error;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with recipes. */
public final class RecipeError {

  /** The file of the recipe cannot be read. */
  public static final ErrorCode UNREADABLE = new ErrorCode("recipe.unreadable", Category.USER);

  /** The recipe is no mapping, or has no model or no output. */
  public static final ErrorCode INCOMPLETE = new ErrorCode("recipe.incomplete", Category.USER);

  private RecipeError() {}
}
