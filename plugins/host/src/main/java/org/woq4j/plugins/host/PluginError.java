package org.woq4j.plugins.host;

import org.woq4j.api.ErrorCode;

/** Errors of plugins. */
public enum PluginError implements ErrorCode {
  /** A jar in the folder is not a working plugin. */
  BROKEN("plugins.broken", Category.PLUGIN),
  /** The folder cannot be read. */
  NO_FOLDER("plugins.no_folder", Category.USER);

  private final String id;
  private final Category category;

  PluginError(String id, Category category) {
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
