package org.woq4j.core.progress;

import org.woq4j.core.plan.QuantizationPlan;

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
   * The plan is made, and the work is about to begin. What is thrown here stops the run, with the
   * output as it was. By default nothing is done.
   */
  default void planned(QuantizationPlan plan) {}

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
