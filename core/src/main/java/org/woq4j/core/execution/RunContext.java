package org.woq4j.core.execution;

import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.RunControl;

/**
 * The objects that all stages of one run share.
 *
 * @param plan the plan of the run
 * @param model the float model, opened once for the whole run
 * @param linearAlgebra dense products and factorizations
 * @param workers the run's threads
 * @param control how the caller follows and stops the run
 */
public record RunContext(
    QuantizationPlan plan,
    FloatModel model,
    LinearAlgebra linearAlgebra,
    Workers workers,
    RunControl control) {

  /** The same run without progress reports. */
  public RunContext silent() {
    return new RunContext(plan, model, linearAlgebra, workers, control.silent());
  }

  /**
   * Throws an exception if the run was cancelled.
   *
   * @throws java.util.concurrent.CancellationException if it was
   */
  public void checkCancelled() {
    control.cancellation().check();
  }
}
