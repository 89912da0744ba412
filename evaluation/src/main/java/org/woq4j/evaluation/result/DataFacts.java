package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;

/**
 * The data of a comparison.
 *
 * @param source id of the calibration source that read it
 * @param samples number of samples that all models ran on
 * @param leftOut samples that were left out because the candidate was calibrated on them
 * @param remarks what the source says about the data, a sentence each without a full stop
 */
public record DataFacts(String source, int samples, int leftOut, List<String> remarks) {

  /** Copies the list. */
  public DataFacts {
    Objects.requireNonNull(source, "source");
    remarks = List.copyOf(remarks);
  }
}
