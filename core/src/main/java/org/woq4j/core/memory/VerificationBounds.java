package org.woq4j.core.memory;

/**
 * What verification would take and may take, beside all that is there before.
 *
 * @param models bytes that whole models take, as an estimate
 * @param bound bytes that may be taken
 * @param threads most nodes that are run at a time
 */
public record VerificationBounds(long models, long bound, int threads) {

  /**
   * Whole models take no more than this, whatever they may take: to load and run larger ones takes
   * several times as long as to quantize them.
   */
  private static final long MOST_OF_MODELS = 512L << 20;

  /** Bytes that whole models may take. */
  public long boundOfModels() {
    return Math.max(0, Math.min(bound, MOST_OF_MODELS));
  }

  /** Whether whole models may be run. */
  public boolean allowsModels() {
    return models <= boundOfModels();
  }

  /** Whether nodes with so many stored bytes may be run side by side. */
  public boolean allowsNodes(long storedBytes) {
    return VerificationMemory.ofNodes(storedBytes).bytes() <= bound;
  }
}
