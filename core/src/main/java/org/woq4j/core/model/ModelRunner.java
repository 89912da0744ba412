package org.woq4j.core.model;

import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.request.RuntimePlace;

/**
 * Runs float models to capture their activations. Found by {@link java.util.ServiceLoader}; the
 * engine works without one as long as no algorithm needs statistics. Safe for use by several
 * threads.
 */
public interface ModelRunner {

  /** The process in which models run now, unless a request names one: this one by default. */
  default RuntimePlace place() {
    return RuntimePlace.PROCESS;
  }

  /**
   * Prepares to run a model for the activations of some sites. Nodes that do not lead to them are
   * not run.
   *
   * @throws org.woq4j.api.WoqException if the model cannot be run here, with the cause
   */
  ActivationRun open(ActivationTask task);

  /**
   * Prepares to run pieces of a model.
   *
   * @param model the float model, which must stay open
   * @param runtime how the pieces are run
   * @throws org.woq4j.api.WoqException if the model cannot be run here, with the cause
   */
  PiecewiseRun open(FloatModel model, RuntimeChoice runtime);

  /**
   * Prepares to run a model for the ranges of its values.
   *
   * @param model the float model, which must stay open
   * @param runtime how it is run
   * @throws org.woq4j.api.WoqException if the model cannot be run here, with the cause
   */
  RangeRun ranges(FloatModel model, RuntimeChoice runtime);
}
