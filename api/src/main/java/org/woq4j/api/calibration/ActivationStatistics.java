package org.woq4j.api.calibration;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.Stable;

/**
 * Statistics of one activation, kept as sums over its rows, or as the least and greatest of them.
 * {@link #plus} of two parts equals the statistics of all their rows, up to rounding; the same
 * parts always give the same bits.
 *
 * <p>Immutable. Arrays are not copied and must not be modified afterwards.
 */
@Stable
public final class ActivationStatistics {

  private final int features;
  private final long rows;
  private final Map<Statistic, float[]> sums;

  private ActivationStatistics(int features, long rows, Map<Statistic, float[]> sums) {
    this.features = features;
    this.rows = rows;
    this.sums = sums;
  }

  /**
   * {@return empty statistics of an activation with K features}
   *
   * @param features K
   */
  public static ActivationStatistics none(int features) {
    return new ActivationStatistics(features, 0, Map.of());
  }

  /**
   * {@return statistics that are sums over {@code rows} rows}
   *
   * @param features K
   * @param rows number of rows that were added up
   * @param sums Σ|x| [K] for ABS_MEAN; the least and the greatest x [K] for MIN and MAX; XᵀX [K,K]
   *     row-major for GRAM; X'ᵀX for CROSS_GRAM
   * @throws IllegalArgumentException if an array has the wrong length
   */
  public static ActivationStatistics ofSums(int features, long rows, Map<Statistic, float[]> sums) {
    for (Map.Entry<Statistic, float[]> entry : sums.entrySet()) {
      int expected = isMatrix(entry.getKey()) ? Math.multiplyExact(features, features) : features;
      if (entry.getValue().length != expected) {
        throw new IllegalArgumentException(
            entry.getKey() + " needs " + expected + " elements, has " + entry.getValue().length);
      }
    }
    return new ActivationStatistics(
        features, rows, sums.isEmpty() ? Map.of() : new EnumMap<>(sums));
  }

  private static boolean isMatrix(Statistic statistic) {
    return statistic == Statistic.GRAM || statistic == Statistic.CROSS_GRAM;
  }

  /** {@return K, the number of features} */
  public int features() {
    return features;
  }

  /** {@return the number of rows that were added up; 0 if nothing was gathered} */
  public long rows() {
    return rows;
  }

  /** {@return the statistics that were gathered} */
  public Set<Statistic> gathered() {
    return sums.isEmpty() ? EnumSet.noneOf(Statistic.class) : EnumSet.copyOf(sums.keySet());
  }

  /**
   * {@return the mean of |x| of each feature, [K], a copy; 0 without a row; empty if it was not
   * gathered}
   */
  public Optional<float[]> absMean() {
    return Optional.ofNullable(sums.get(Statistic.ABS_MEAN))
        .map(
            sum -> {
              float[] mean = sum.clone();
              for (int k = 0; k < mean.length; k++) {
                mean[k] /= Math.max(1, rows);
              }
              return mean;
            });
  }

  /** {@return the least x of each feature, [K], not a copy; empty if it was not gathered} */
  public Optional<float[]> min() {
    return Optional.ofNullable(sums.get(Statistic.MIN));
  }

  /** {@return the greatest x of each feature, [K], not a copy; empty if it was not gathered} */
  public Optional<float[]> max() {
    return Optional.ofNullable(sums.get(Statistic.MAX));
  }

  /** {@return XᵀX, [K,K] row-major, not a copy; empty if it was not gathered} */
  public Optional<float[]> gram() {
    return Optional.ofNullable(sums.get(Statistic.GRAM));
  }

  /** {@return X'ᵀX, [K,K] row-major, not a copy; empty if it was not gathered} */
  public Optional<float[]> crossGram() {
    return Optional.ofNullable(sums.get(Statistic.CROSS_GRAM));
  }

  /**
   * {@return only the given statistics; shares the arrays}
   *
   * @param statistics what to keep
   * @throws IllegalArgumentException if one was not gathered
   */
  public ActivationStatistics only(Set<Statistic> statistics) {
    Map<Statistic, float[]> some = new EnumMap<>(Statistic.class);
    for (Statistic statistic : statistics) {
      float[] sum = sums.get(statistic);
      if (sum == null) {
        throw new IllegalArgumentException(statistic + " was not gathered");
      }
      some.put(statistic, sum);
    }
    return ofSums(features, rows, some);
  }

  /**
   * {@return the statistics of the rows of both parts together}
   *
   * @param other statistics of other rows of the same activation
   * @throws IllegalArgumentException if the parts have different features or statistics
   */
  public ActivationStatistics plus(ActivationStatistics other) {
    if (features != other.features || !gathered().equals(other.gathered())) {
      throw new IllegalArgumentException("statistics of different kinds cannot be added");
    }
    Map<Statistic, float[]> added = new EnumMap<>(Statistic.class);
    added.putAll(sums);
    other.sums.forEach(
        (statistic, sum) -> added.merge(statistic, sum, (a, b) -> merged(statistic, a, b)));
    return ofSums(features, rows + other.rows, added);
  }

  private static float[] merged(Statistic statistic, float[] a, float[] b) {
    float[] merged = a.clone();
    for (int i = 0; i < merged.length; i++) {
      merged[i] =
          switch (statistic) {
            case MIN -> Math.min(a[i], b[i]);
            case MAX -> Math.max(a[i], b[i]);
            default -> a[i] + b[i];
          };
    }
    return merged;
  }

  /**
   * {@return the statistics of x / scale}
   *
   * @param scale [K], finite and positive
   */
  public ActivationStatistics dividedBy(float[] scale) {
    Map<Statistic, float[]> divided = new EnumMap<>(Statistic.class);
    sums.forEach(
        (statistic, sum) ->
            divided.put(
                statistic,
                isMatrix(statistic) ? divideBothSides(sum, scale) : divideVector(sum, scale)));
    return ofSums(features, rows, divided);
  }

  private static float[] divideVector(float[] sum, float[] scale) {
    float[] divided = new float[sum.length];
    for (int k = 0; k < sum.length; k++) {
      divided[k] = sum[k] / scale[k];
    }
    return divided;
  }

  private static float[] divideBothSides(float[] sum, float[] scale) {
    int features = scale.length;
    float[] divided = new float[sum.length];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        divided[i * features + j] = sum[i * features + j] / scale[i] / scale[j];
      }
    }
    return divided;
  }
}
