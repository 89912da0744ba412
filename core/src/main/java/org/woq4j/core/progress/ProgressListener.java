package org.woq4j.core.progress;

import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.report.EvaluationReport;

/** Receives the progress of a run. Called by several threads, one at a time. */
public interface ProgressListener {

  /** Ignores progress. */
  ProgressListener SILENT = (stage, done, total) -> {};

  /** A stage of a run. */
  enum Stage {
    CALIBRATE,
    QUANTIZE,
    WRITE,
    VERIFY,
    EVALUATE
  }

  /**
   * The plan is complete and the work is about to start. An exception thrown here stops the run and
   * leaves the output unchanged. Does nothing by default.
   */
  default void planned(QuantizationPlan plan) {}

  /**
   * The written model was evaluated, before it is decided whether it is moved into place. Does
   * nothing by default.
   */
  default void evaluated(EvaluationReport report) {}

  /**
   * Some of a stage is done.
   *
   * @param stage the stage
   * @param done estimated work that is done; only its ratio to the total has a meaning
   * @param total estimated work of the stage in all; -1 if the calibration source does not know its
   *     number of batches, and then {@code done} is the number of batches
   */
  void advanced(Stage stage, long done, long total);
}
