package org.woq4j.plugins.host;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with plugins. */
public final class PluginError {

  /** A jar in the folder is no plugin that works. */
  public static final ErrorCode BROKEN = new ErrorCode("plugin.broken", Category.PLUGIN);

  /** The folder cannot be read. */
  public static final ErrorCode NO_FOLDER = new ErrorCode("plugin.no_folder", Category.USER);

  private PluginError() {}
}
