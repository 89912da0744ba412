package org.woq4j.core.model;

import java.nio.file.Path;

/** A file format of models. Found by {@link java.util.ServiceLoader}; safe for several threads. */
public interface ModelFormat {

  /**
   * Opens a model without reading its weights.
   *
   * @throws org.woq4j.api.WoqException if the file cannot be read or is not a valid model
   */
  FloatModel open(Path file);
}
