package org.woq4j.cli.run;

import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;

/**
 * Warns when the work of a run begins and not before: a long run is started again once its plan is
 * known, and would warn twice.
 *
 * @param warning prints the warnings
 * @param listener hears of the run
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
}
