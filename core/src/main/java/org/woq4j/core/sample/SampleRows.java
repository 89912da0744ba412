package org.woq4j.core.sample;

import java.util.SplittableRandom;

/**
 * Activations that a weight [K,N] is multiplied with to check it: {@link #COUNT} rows of K elements
 * that are 1 or -1. The first row is all ones, so that no change of a single element or zero point
 * cancels out in it. Operators that round each row of their activations to int8 round none of
 * these. The same for each weight of as many rows. Immutable.
 */
public final class SampleRows {

  /** Number of rows. */
  public static final int COUNT = 4;

  private static final long SEED = 0x706965636573L;

  /** At k, bit r is set if element k of row r is 1. */
  private final byte[] positive;

  private SampleRows(byte[] positive) {
    this.positive = positive;
  }

  /** The rows for a weight of {@code inputFeatures} rows. */
  public static SampleRows of(int inputFeatures) {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] positive = new byte[inputFeatures];
    for (int k = 0; k < inputFeatures; k++) {
      positive[k] = (byte) (random.nextInt(1 << (COUNT - 1)) * 2 + 1);
    }
    return new SampleRows(positive);
  }

  /** Whether an element is 1; it is -1 otherwise. */
  public boolean isPositive(int row, int k) {
    return ((positive[k] >> row) & 1) == 1;
  }

  /** An element. */
  public int value(int row, int k) {
    return isPositive(row, k) ? 1 : -1;
  }
}
