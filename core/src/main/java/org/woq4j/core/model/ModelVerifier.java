package org.woq4j.core.model;

/**
 * Runs a written model and compares it with the float one. Found by {@link
 * java.util.ServiceLoader}; without one, the engine reports that nothing was verified.
 */
public interface ModelVerifier {

  /**
   * Verifies a staged model.
   *
   * @throws org.woq4j.api.WoqException if it does not load, an output is NaN where the float
   *     model's is not, or an output has another type or shape
   */
  Verification verify(VerificationTask task);
}
