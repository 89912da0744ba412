package org.woq4j.core.inference;

import org.woq4j.core.request.RuntimePlace;

/**
 * A runtime that runs whole models as their users do. Found by {@link java.util.ServiceLoader};
 * only evaluations need one. Safe for use by several threads.
 */
public interface InferenceEngine {

  /**
   * Starts the runtime.
   *
   * @param place the process in which it runs models
   * @throws org.woq4j.api.WoqException if it does not start on this machine
   */
  Inference start(RuntimePlace place);
}
