package org.woq4j.core.evaluate;

import org.woq4j.core.report.EvaluationReport;

/**
 * Measures a written model on data, beside the float model. Found by {@link
 * java.util.ServiceLoader}; only requests with an evaluation need one. Safe for use by several
 * threads.
 */
public interface ModelEvaluator {

  /**
   * Evaluates a written model.
   *
   * @throws org.woq4j.api.WoqException if a model does not run on the data, or there is no data
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  EvaluationReport evaluate(EvaluationTask task);
}
