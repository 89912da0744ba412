package org.woq4j.core.statistics;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.woq4j.core.model.Activation;

/**
 * The least and the greatest element of each feature over any number of rows. Padding counts: an
 * operator that rounds a whole tensor takes its range from all rows, whatever a mask hides.
 */
final class Extremes {

  private final float[] least;
  private final float[] greatest;

  Extremes(int features) {
    this.least = new float[features];
    this.greatest = new float[features];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
  }

  /** Adds all rows of an activation. Elements that are not finite do not count. */
  void add(Activation activation) {
    int features = least.length;
    float[] row = new float[features];
    FloatBuffer data = activation.data();
    for (int i = 0; i < activation.rows(); i++) {
      data.get(data.position() + i * features, row);
      for (int k = 0; k < features; k++) {
        float x = Float.isFinite(row[k]) ? row[k] : 0;
        least[k] = Math.min(least[k], x);
        greatest[k] = Math.max(greatest[k], x);
      }
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
