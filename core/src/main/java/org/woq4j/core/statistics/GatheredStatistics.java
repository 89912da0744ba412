package org.woq4j.core.statistics;

import java.util.Set;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;

/**
 * The statistics of an activation as algorithms get them, and how many rows they are of.
 *
 * @param statistics of at least one row, even where no row reached the activation
 * @param rows that reached the activation
 * @param sharesLayer whether rows of other experts of the layer had a share in them
 */
public record GatheredStatistics(ActivationStatistics statistics, long rows, boolean sharesLayer) {

  /** Only the given statistics. */
  public GatheredStatistics only(Set<Statistic> needs) {
    return new GatheredStatistics(statistics.only(needs), rows, sharesLayer);
  }

  /** Those of the rows of both. What no row reached adds nothing to what some rows reached. */
  public GatheredStatistics plus(GatheredStatistics other) {
    if (other.rows == 0 || rows == 0) {
      return other.rows == 0 ? this : other;
    }
    return new GatheredStatistics(
        statistics.plus(other.statistics), rows + other.rows, sharesLayer || other.sharesLayer);
  }
}
