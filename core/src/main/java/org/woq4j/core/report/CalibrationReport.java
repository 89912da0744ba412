package org.woq4j.core.report;

import java.util.List;
import org.woq4j.core.request.Calibration.Mode;

/**
 * What calibration data was used.
 *
 * @param source id of the source
 * @param mode in which order layers were calibrated and quantized
 * @param batches batches that the model ran on; 0 where no algorithm needed data
 * @param rows rows of an activation (tokens, in a model of text) that were counted, where the most
 *     were
 * @param maskedRows rows that were left out as padding, where the most were
 * @param passes runs through the data
 * @param seconds time they took
 * @param remarks what is to be known of the data, a sentence each without a full stop
 */
public record CalibrationReport(
    String source,
    Mode mode,
    long batches,
    long rows,
    long maskedRows,
    int passes,
    double seconds,
    List<String> remarks) {

  public CalibrationReport {
    remarks = List.copyOf(remarks);
  }
}
