package org.woq4j.core.statistics;

import java.util.Arrays;

/** The least and the greatest element of each feature over any number of rows. */
final class Extremes {

  private final float[] least;
  private final float[] greatest;

  Extremes(int features) {
    this.least = new float[features];
    this.greatest = new float[features];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
  }

  /**
   * Adds a row.
   *
   * @param row [K]
   */
  void add(float[] row) {
    for (int k = 0; k < least.length; k++) {
      least[k] = Math.min(least[k], row[k]);
      greatest[k] = Math.max(greatest[k], row[k]);
    }
  }

  /** [K], not a copy. */
  float[] least() {
    return least;
  }

  /** [K], not a copy. */
  float[] greatest() {
    return greatest;
  }
}
