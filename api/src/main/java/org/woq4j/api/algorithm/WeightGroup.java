package org.woq4j.api.algorithm;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.weight.WeightView;

/**
 * Weights that are quantized together: the same activation feeds them, and they have the same
 * settings and the same number K of input features. It holds no session and no open file, so any
 * thread can work on it.
 */
@Stable
public final class WeightGroup {

  private final String site;
  private final List<WeightView> weights;
  private final ActivationStatistics statistics;

  /**
   * A group of weights.
   *
   * @param site the activation that feeds the weights, for messages
   * @param weights at least one, all of the same K
   * @param statistics the statistics that the algorithm needs; empty if it needs none
   * @throws IllegalArgumentException if there is no weight, or their K differ
   */
  public WeightGroup(String site, List<WeightView> weights, ActivationStatistics statistics) {
    this.site = Objects.requireNonNull(site, "site");
    this.weights = List.copyOf(weights);
    this.statistics = Objects.requireNonNull(statistics, "statistics");
    if (weights.stream().mapToInt(WeightView::inputFeatures).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "the weights at "
              + site
              + " must have one number of input features, and there must be at least one weight");
    }
  }

  /** {@return the activation that feeds the weights, for messages} */
  public String site() {
    return site;
  }

  /** {@return the weights, in the model's order} */
  public List<WeightView> weights() {
    return weights;
  }

  /** {@return K, the number of input features, the same for all weights} */
  public int inputFeatures() {
    return weights.get(0).inputFeatures();
  }

  /** {@return the statistics of the activation} */
  public ActivationStatistics statistics() {
    return statistics;
  }

  /**
   * {@return the same group with other statistics}
   *
   * @param other statistics of the same activation
   */
  public WeightGroup withStatistics(ActivationStatistics other) {
    return new WeightGroup(site, weights, other);
  }

  /**
   * {@return the group after its activation was divided by {@code scale}: row k of each weight is
   * multiplied by {@code scale[k]}, and the statistics are those of x / scale}
   *
   * @param scale [K], finite and positive
   */
  public WeightGroup scaled(float[] scale) {
    return new WeightGroup(
        site, weights.stream().map(w -> w.scaled(scale)).toList(), statistics.dividedBy(scale));
  }
}
