package org.woq4j.core.statistics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.Note.Kind;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;

/** What becomes of a weight that few rows of calibration data reach, such as a rare expert. */
public final class ScarceRows {

  /** Below K divided by this, even shrunk statistics say little. */
  private static final int QUARTER = 4;

  private static final String CURE = ": more samples are likely to give a better result";

  private ScarceRows() {}

  /**
   * The statistics of a row to which all inputs contribute alike: with them, an algorithm does what
   * it would do without data. For an activation that no row reaches.
   *
   * @param features K
   * @param needs the statistics that the algorithm needs
   */
  static ActivationStatistics alike(int features, Set<Statistic> needs) {
    Map<Statistic, float[]> sums = new EnumMap<>(Statistic.class);
    for (Statistic need : needs) {
      sums.put(
          need,
          switch (need) {
            case GRAM, CROSS_GRAM -> identity(features);
            case MIN -> filled(features, -1);
            case ABS_MEAN, MAX -> filled(features, 1);
          });
    }
    return ActivationStatistics.ofSums(features, 1, sums);
  }

  private static float[] identity(int features) {
    float[] identity = new float[Math.multiplyExact(features, features)];
    for (int k = 0; k < features; k++) {
      identity[k * features + k] = 1;
    }
    return identity;
  }

  private static float[] filled(int features, float value) {
    float[] filled = new float[features];
    Arrays.fill(filled, value);
    return filled;
  }

  /**
   * Whether rows are so few that even shrunk statistics say little.
   *
   * @param features K
   */
  static boolean isScarce(long rows, int features) {
    return rows == 0 || rows < features / QUARTER;
  }

  /** That rows are few; empty if they are not. */
  public static Optional<Note> note(GatheredStatistics gathered) {
    long rows = gathered.rows();
    int features = gathered.statistics().features();
    if (rows == 0) {
      return Optional.of(
          new Note(
              Kind.DEGRADED,
              "no row of the calibration data reaches it, so that it was quantized "
                  + (gathered.sharesLayer()
                      ? "for the rows that reach the other experts of its layer"
                      : "as if all its inputs were alike")
                  + CURE));
    }
    if (isScarce(rows, features)) {
      return Optional.of(
          new Note(
              Kind.DEGRADED,
              "fewer rows of calibration data than a quarter of its %d input features reach it"
                      .formatted(features)
                  + (gathered.sharesLayer()
                      ? ", so that it was quantized for rows of the other experts of its layer, too"
                      : "")
                  + CURE));
    }
    return rows < features
        ? Optional.of(
            new Note(
                Kind.INFORMATION,
                "fewer rows of calibration data (%d) than input features (%d)"
                        .formatted(rows, features)
                    + CURE))
        : Optional.empty();
  }
}
