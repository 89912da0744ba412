package org.woq4j.core.report;

import java.util.List;
import org.woq4j.core.request.Calibration.Mode;

/**
 * What calibration data was used.
 *
 * @param source id of the source
 * @param mode in which order layers were calibrated and quantized
 * @param counts how much data it was
 * @param seconds time the passes took
 * @param remarks what there is to know about the data and the activations, a sentence each without
 *     a full stop
 */
public record CalibrationReport(
    String source, Mode mode, Counts counts, double seconds, List<String> remarks) {

  /**
   * How much data it was.
   *
   * @param batches batches that the model ran on; 0 where no algorithm needed data
   * @param rows rows (tokens, in a model of text) that were counted at the site that saw the most
   * @param maskedRows rows that were left out as padding at the site that left out the most
   * @param passes runs through the data
   */
  public record Counts(long batches, long rows, long maskedRows, int passes)
      implements ReportSection {

    /** No data was read. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);
  }

  public CalibrationReport {
    remarks = List.copyOf(remarks);
  }

  /** Batches that the model ran on; 0 where no algorithm needed data. */
  public long batches() {
    return counts.batches();
  }

  /** Rows that were counted at the site that saw the most. */
  public long rows() {
    return counts.rows();
  }

  /** Runs through the data. */
  public int passes() {
    return counts.passes();
  }
}
