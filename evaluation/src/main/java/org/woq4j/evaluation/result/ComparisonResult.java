package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;
import org.woq4j.core.report.EvaluationReport;
import org.woq4j.core.report.RequirementVerdict;

/**
 * How candidates compare with the float model.
 *
 * @param reference the float model
 * @param candidates the quantized models, in the order in which they were given
 * @param data the samples that all models ran on
 * @param environment where they ran
 */
public record ComparisonResult(
    ModelFacts reference, List<CandidateResult> candidates, DataFacts data, Environment environment)
    implements EvaluationReport {

  /** Copies the list. */
  public ComparisonResult {
    Objects.requireNonNull(reference, "reference");
    candidates = List.copyOf(candidates);
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(environment, "environment");
  }

  /** {@return the verdicts of all candidates} */
  @Override
  public List<RequirementVerdict> verdicts() {
    return candidates.stream().flatMap(each -> each.verdicts().stream()).toList();
  }
}
