package org.woq4j.core.report;

import java.util.List;

/** What an evaluation of written models found. The evaluator's own type says more. */
public interface EvaluationReport {

  /** A verdict for each requirement; several for a figure that several outputs have. */
  List<RequirementVerdict> verdicts();
}
