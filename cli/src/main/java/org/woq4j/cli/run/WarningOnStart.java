package org.woq4j.cli.run;

import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;

/**
 * Warns only when the work of a run begins: a long run starts again after planning, and would
 * otherwise warn twice.
 *
 * @param warning prints the warnings
 */
public record WarningOnStart(Runnable warning) implements ProgressListener {

  @Override
  public void planned(QuantizationPlan plan) {
    warning.run();
  }

  @Override
  public void advanced(Stage stage, long done, long total) {}
}
