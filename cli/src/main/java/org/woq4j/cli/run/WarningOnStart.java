package org.woq4j.cli.run;

import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.report.EvaluationReport;

/**
 * Warns only when the work of a run begins: a long run starts again after planning, and would
 * otherwise warn twice.
 *
 * @param warning prints the warnings
 * @param listener receives the progress of the run
 */
public record WarningOnStart(Runnable warning, ProgressListener listener)
    implements ProgressListener {

  @Override
  public void planned(QuantizationPlan plan) {
    warning.run();
    listener.planned(plan);
  }

  @Override
  public void advanced(Stage stage, long done, long total) {
    listener.advanced(stage, done, total);
  }

  @Override
  public void evaluated(EvaluationReport report) {
    listener.evaluated(report);
  }
}
