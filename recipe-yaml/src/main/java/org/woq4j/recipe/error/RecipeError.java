package org.woq4j.recipe.error;

import org.woq4j.api.ErrorCode;

/** What can go wrong with files; problems in a recipe are told as issues. */
public enum RecipeError implements ErrorCode {
  UNREADABLE("recipe.unreadable", Category.USER),
  REPORT_UNWRITABLE("recipe.report_unwritable", Category.RESOURCE);

  private final String id;
  private final Category category;

  RecipeError(String id, Category category) {
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
}
