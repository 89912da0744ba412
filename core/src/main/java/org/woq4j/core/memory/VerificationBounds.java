package org.woq4j.core.memory;

/**
 * What verification would take and may take, beside all that is there before.
 *
 * @param models bytes that whole models take, as an estimate
 * @param bound bytes that may be taken
 */
public record VerificationBounds(long models, long bound) {

  /** Whether whole models may be run. */
  public boolean allowsModels() {
    return models <= bound;
  }

  /** Whether a node may be run by itself. */
  public boolean allowsNode(long weightBytes) {
    return VerificationMemory.ofNode(weightBytes).bytes() <= bound;
  }
}
