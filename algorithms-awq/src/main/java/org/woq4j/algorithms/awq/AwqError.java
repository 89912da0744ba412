package org.woq4j.algorithms.awq;

import java.util.Set;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.Statistic;

/** What can go wrong where inputs are scaled. */
final class AwqError {

  /** A search was asked for and there are no statistics to search with. */
  static final ErrorCode NO_STATISTICS = new ErrorCode("awq.no_statistics", Category.USER);

  private AwqError() {}

  /**
   * Checks that a group has the statistics that an algorithm needs.
   *
   * @param algorithm its id
   * @throws org.woq4j.api.WoqException if some are missing
   */
  static void requireStatistics(String algorithm, WeightGroup group, Set<Statistic> needs) {
    if (!group.statistics().gathered().containsAll(needs)) {
      throw NO_STATISTICS.because(
          algorithm + " needs statistics of " + group.site() + ", and there are none",
          "add a calibration, or choose an algorithm that needs none");
    }
  }
}
