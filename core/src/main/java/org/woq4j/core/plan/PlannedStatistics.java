package org.woq4j.core.plan;

import java.util.EnumSet;
import java.util.Set;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.model.SiteSet;

/**
 * What is to be gathered of the activation at a site. Where weights are read at several sites, the
 * statistics of these are added up.
 *
 * @param sites the activations
 * @param features K
 * @param statistics what units of work need of it
 */
public record PlannedStatistics(SiteSet sites, int features, Set<Statistic> statistics) {

  /** What a feature of a Gram matrix takes beside its row: a part of the tiles on the diagonal. */
  private static final long TILED_BYTES = 1024;

  public PlannedStatistics {
    statistics = Set.copyOf(statistics);
  }

  /** Heap that the statistics take while they are gathered. */
  public long bytes() {
    long cross = (long) features * features * Float.BYTES;
    return bytesWithoutCross() + (statistics.contains(Statistic.CROSS_GRAM) ? cross : 0);
  }

  /** Heap that a copy takes in which they are handed over; X'ᵀX is handed over as it is. */
  long bytesWithoutCross() {
    long vector = (long) features * Double.BYTES;
    return statistics.contains(Statistic.GRAM)
        ? vector + (long) features * (features * (long) Float.BYTES + TILED_BYTES)
        : vector;
  }

  PlannedStatistics and(Set<Statistic> more) {
    Set<Statistic> both = EnumSet.copyOf(statistics);
    both.addAll(more);
    return new PlannedStatistics(sites, features, both);
  }
}
