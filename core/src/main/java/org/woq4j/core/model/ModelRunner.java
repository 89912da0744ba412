package org.woq4j.core.model;

/**
 * Runs float models to see their activations. Found by {@link java.util.ServiceLoader}; the engine
 * works without one as long as no algorithm needs statistics. Safe for use by several threads.
 */
public interface ModelRunner {

  /**
   * Prepares to run a model for the activations of some sites. What does not lead to them is not
   * computed.
   *
   * @throws org.woq4j.api.WoqException if the model cannot be run here, with the cause
   */
  ActivationRun open(ActivationTask task);

  /**
   * Prepares to run a model piece by piece.
   *
   * @param task whose cut says what the pieces are
   * @throws org.woq4j.api.WoqException if the model cannot be run here, with the cause
   */
  PiecewiseRun open(CutTask task);
}
