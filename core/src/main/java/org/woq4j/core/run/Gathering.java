package org.woq4j.core.run;

import java.util.Map;
import java.util.Optional;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.statistics.GatheredStatistics;

/** Computes the statistics for units of work. */
interface Gathering extends AutoCloseable {

  /** Computes no statistics. */
  Gathering NONE = pass -> Map.of();

  /**
   * Computes the statistics for the units of a pass or a piece, after all earlier units are done.
   *
   * @return statistics by the units' sites
   */
  Map<SiteSet, GatheredStatistics> gather(int pass);

  /** The data that was used; empty if none was. */
  default Optional<CalibrationReport> report() {
    return Optional.empty();
  }

  /** Receives quantized weights; empty if no statistics depend on them. */
  default Optional<QuantizedSide> quantizedSide() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
