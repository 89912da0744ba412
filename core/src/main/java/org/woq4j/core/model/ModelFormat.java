package org.woq4j.core.model;

import org.woq4j.core.files.SourceFiles;

/** A file format of models. Found by {@link java.util.ServiceLoader}; safe for several threads. */
public interface ModelFormat {

  /**
   * Opens a model without reading its weights.
   *
   * @param files closed with the model, or when opening it fails
   * @throws org.woq4j.api.WoqException if the file cannot be read or is not a valid model
   */
  FloatModel open(SourceFiles files);
}
