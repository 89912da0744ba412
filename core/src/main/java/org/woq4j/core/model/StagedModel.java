package org.woq4j.core.model;

import java.nio.file.Path;

/** A written model in a temporary folder, not yet published. */
public interface StagedModel {

  /** The model's file in the temporary folder; its data file, if any, lies beside it. */
  Path file();

  /** Bytes of all its files. */
  long bytes();

  /** Whether tensors lie in a file of their own. */
  boolean hasExternalData();

  /**
   * Moves the files to the output, replacing older files, in an order in which no crash leaves a
   * model beside another model's data.
   */
  void publish();
}
