package org.woq4j.cli.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.report.EvaluationReport;
import org.woq4j.evaluation.result.ComparisonResult;

/** Keeps the evaluation of a run, which is there even if the run fails by it. */
public final class Evaluated implements ProgressListener {

  private @Nullable ComparisonResult result;

  /** The evaluation; empty if there was none yet. */
  public Optional<ComparisonResult> result() {
    return Optional.ofNullable(result);
  }

  @Override
  public void advanced(Stage stage, long done, long total) {}

  @Override
  public void evaluated(EvaluationReport report) {
    if (report instanceof ComparisonResult comparison) {
      result = comparison;
    }
  }
}
