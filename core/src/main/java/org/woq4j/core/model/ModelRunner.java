package org.woq4j.core.model;

import java.util.List;
import org.woq4j.core.request.RuntimePlace;

/**
 * Runs float models to capture their activations. Found by {@link java.util.ServiceLoader}; the
 * engine works without one as long as no algorithm needs statistics. Safe for use by several
 * threads.
 */
public interface ModelRunner {

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
   * @param providers execution providers by name, best first; empty for the runner's default
   * @param place where the pieces are run
   * @throws org.woq4j.api.WoqException if the model cannot be run here, with the cause
   */
  PiecewiseRun open(FloatModel model, List<String> providers, RuntimePlace place);
}
