package org.woq4j.core;

/** Hears how far a run has come. Called by several threads, one at a time. */
public interface ProgressListener {

  /** Hears nothing. */
  ProgressListener SILENT = (stage, done, total) -> {};

  /** What a run is doing. */
  enum Stage {
    CALIBRATE,
    QUANTIZE,
    WRITE,
    VERIFY
  }

  /**
   * Some of a stage is done.
   *
   * @param stage the stage
   * @param done elements of weights, or batches of calibration data, that are done; 0 or 1 for
   *     stages that do not count
   * @param total elements of weights, or batches, in all; -1 where the source of the batches does
   *     not know; 1 for stages that do not count
   */
  void advanced(Stage stage, long done, long total);
}
