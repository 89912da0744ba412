package org.woq4j.core.model;

/**
 * Runs a written model and compares it with the float one. Found by {@link
 * java.util.ServiceLoader}; the engine works without one and says so.
 */
public interface ModelVerifier {

  /**
   * Verifies a staged model.
   *
   * @throws org.woq4j.api.WoqException if it does not load, gives NaN where the float model does
   *     not, or outputs changed in type or shape
   */
  Verification verify(VerificationTask task);
}
