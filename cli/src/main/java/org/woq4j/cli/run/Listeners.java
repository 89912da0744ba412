package org.woq4j.cli.run;

import java.util.List;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.report.EvaluationReport;

/**
 * Listeners that receive the progress of a run, each in its turn. If one throws, those after it
 * receive nothing.
 */
public record Listeners(List<ProgressListener> listeners) implements ProgressListener {

  /** Listeners in the order of their turns. */
  public static Listeners of(ProgressListener... listeners) {
    return new Listeners(List.of(listeners));
  }

  @Override
  public void planned(QuantizationPlan plan) {
    listeners.forEach(listener -> listener.planned(plan));
  }

  @Override
  public void advanced(Stage stage, long done, long total) {
    listeners.forEach(listener -> listener.advanced(stage, done, total));
  }

  @Override
  public void evaluated(EvaluationReport report) {
    listeners.forEach(listener -> listener.evaluated(report));
  }
}
