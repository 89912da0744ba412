package org.woq4j.core.statistics;

import java.util.List;
import org.woq4j.api.calibration.Statistic;

/**
 * The experts of a layer. What few rows say of an expert is drawn toward the mean over the rows of
 * all experts: S = (1 − ρ) S_e + ρ c S_all, where both matrices are shrunk toward their diagonals,
 * and c gives both the same trace. ρ is the variance of the elements of the expert's Gram matrix as
 * a share of their squared distance from c S_all, as in {@link Shrinkage}. All other statistics are
 * drawn by the same share.
 */
final class ExpertLayer {

  private final RowSums all;

  private ExpertLayer(RowSums all) {
    this.all = all;
  }

  /**
   * The statistics of each expert, in order. Changes the given sums.
   *
   * @param experts the sums of all experts of a layer
   */
  static List<GatheredStatistics> statistics(List<RowSums> experts) {
    boolean isAnyScarce = experts.stream().anyMatch(ExpertLayer::isScarce);
    if (experts.size() == 1 || !isAnyScarce) {
      return experts.stream().map(ExpertLayer::alone).toList();
    }
    ExpertLayer layer = new ExpertLayer(RowSums.of(experts));
    layer.all.shrink();
    return experts.stream().map(layer::statistics).toList();
  }

  private static boolean isScarce(RowSums expert) {
    return ScarceRows.isScarce(expert.rows(), expert.features());
  }

  private static GatheredStatistics alone(RowSums sums) {
    sums.shrink();
    return new GatheredStatistics(
        sums.rows() > 0
            ? sums.statistics()
            : ScarceRows.alike(sums.features(), sums.sums().keySet()),
        sums.rows(),
        false);
  }

  private GatheredStatistics statistics(RowSums expert) {
    if (!isScarce(expert) || expert.rows() == all.rows() || expert.gram().isEmpty()) {
      return alone(expert);
    }
    if (expert.rows() == 0) {
      return new GatheredStatistics(all.statistics(), 0, true);
    }
    float[] gram = expert.gram().orElseThrow();
    float[] target = all.gram().orElseThrow();
    double size = trace(gram, expert.features()) / trace(target, expert.features());
    if (!(size > 0)) {
      return alone(expert); // of zeros only
    }
    double share = expert.shrinkage().shareOf(gram, target, size);
    expert.shrink();
    expert.sums().forEach((statistic, sum) -> draw(statistic, sum, share, size, expert.rows()));
    return new GatheredStatistics(expert.statistics(), expert.rows(), share > 0);
  }

  private static double trace(float[] matrix, int features) {
    double trace = 0;
    for (int k = 0; k < features; k++) {
      trace += matrix[k * features + k];
    }
    return trace;
  }

  /** Magnitudes grow with the square root of what Gram matrices grow with. */
  private void draw(Statistic statistic, float[] sum, double share, double size, long rows) {
    double perRow = size * all.rows() / rows;
    double factor =
        switch (statistic) {
          case GRAM, CROSS_GRAM -> size;
          case ABS_MEAN -> Math.sqrt(perRow) * rows / all.rows();
          case MIN, MAX -> Math.sqrt(perRow);
        };
    float[] target = all.of(statistic);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) ((1 - share) * sum[i] + share * factor * target[i]);
    }
  }
}
