package org.woq4j.core.run;

import java.util.Map;
import java.util.Optional;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.report.CalibrationReport;

/** Gives units of work their statistics. */
interface Gathering extends AutoCloseable {

  /** Gathers nothing. */
  Gathering NONE = pass -> Map.of();

  /**
   * Gathers what the units of a pass or a piece need, after those of earlier ones are done.
   *
   * @return statistics by the units' sites
   */
  Map<SiteSet, ActivationStatistics> gather(int pass);

  /** What was used; empty where nothing was. */
  default Optional<CalibrationReport> report() {
    return Optional.empty();
  }

  /** Takes what is quantized; empty where nothing that is gathered depends on it. */
  default Optional<QuantizedSide> quantizedSide() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
