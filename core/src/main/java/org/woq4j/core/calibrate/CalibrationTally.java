package org.woq4j.core.calibrate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.statistics.PassSums;

/** Counts the batches, rows and time of calibration. Not safe for several threads. */
final class CalibrationTally {

  private final Set<String> remarks = new LinkedHashSet<>();
  private long batches;
  private long rows;
  private long hiddenRows;
  private long nanoseconds;

  /** The source was read to its end. */
  void read(long allBatches, Optional<String> remark) {
    batches = allBatches;
    remark.ifPresent(remarks::add);
  }

  /** Notes a remark on what was calibrated. */
  void remark(String remark) {
    remarks.add(remark);
  }

  /** Batches of the source. */
  long batches() {
    return batches;
  }

  /** Adds the rows of one walk through the data. */
  void add(PassSums sums) {
    rows = Math.max(rows, sums.rows());
    hiddenRows = Math.max(hiddenRows, sums.hiddenRows());
  }

  /** Adds the time since a point of {@link System#nanoTime}. */
  void addTimeSince(long start) {
    nanoseconds += System.nanoTime() - start;
  }

  /**
   * The report so far.
   *
   * @param passes walks through the data
   */
  CalibrationReport report(CalibrationPlan plan, Mode mode, int passes) {
    return new CalibrationReport(
        plan.source().source().id(),
        mode,
        new CalibrationReport.Counts(batches, rows, hiddenRows, passes),
        nanoseconds / 1e9,
        List.copyOf(remarks));
  }
}
