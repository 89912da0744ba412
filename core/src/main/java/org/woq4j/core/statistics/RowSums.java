package org.woq4j.core.statistics;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;

/**
 * The sums of an activation's rows, before and after its Gram matrices are shrunk.
 *
 * @param features K
 * @param rows that were added up
 * @param sums as {@link ActivationStatistics#ofSums} takes them
 * @param shrinkage what it takes to shrink the Gram matrices
 */
record RowSums(int features, long rows, Map<Statistic, float[]> sums, Shrinkage shrinkage) {

  /** The sums of the rows of all parts, which have the same statistics. */
  static RowSums of(List<RowSums> parts) {
    Map<Statistic, float[]> sums = new EnumMap<>(Statistic.class);
    parts.get(0).sums.forEach((statistic, part) -> sums.put(statistic, part.clone()));
    Shrinkage shrinkage = new Shrinkage();
    parts.forEach(part -> shrinkage.add(part.shrinkage));
    parts
        .subList(1, parts.size())
        .forEach(part -> sums.forEach((statistic, sum) -> add(statistic, part.of(statistic), sum)));
    return new RowSums(
        parts.get(0).features, parts.stream().mapToLong(RowSums::rows).sum(), sums, shrinkage);
  }

  private static void add(Statistic statistic, float[] more, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] =
          switch (statistic) {
            case MIN -> Math.min(sum[i], more[i]);
            case MAX -> Math.max(sum[i], more[i]);
            default -> sum[i] + more[i];
          };
    }
  }

  /** One that was gathered. */
  float[] of(Statistic statistic) {
    return Objects.requireNonNull(sums.get(statistic), statistic::name);
  }

  Optional<float[]> gram() {
    return Optional.ofNullable(sums.get(Statistic.GRAM));
  }

  /** Shrinks the Gram matrices in place toward their diagonal. Call it once. */
  void shrink() {
    Optional<float[]> cross = Optional.ofNullable(sums.get(Statistic.CROSS_GRAM));
    gram().filter(matrix -> rows > 0).ifPresent(matrix -> shrinkage.shrink(matrix, cross));
  }

  ActivationStatistics statistics() {
    return ActivationStatistics.ofSums(features, rows, sums);
  }
}
