package org.woq4j.calibration.text;

import java.util.ArrayList;
import java.util.List;

/**
 * How many samples are used.
 *
 * @param used samples, from the file's beginning
 * @param remarks why they are fewer than the user may think
 */
record SampleCount(int used, List<String> remarks) {

  /**
   * All samples of a file, or as many as were asked for.
   *
   * @param asked -1 for all
   * @throws org.woq4j.api.WoqException with every line that is no sample, or if no sample is left
   */
  static SampleCount of(SampleFile file, int asked) {
    int found = file.count(asked < 0 ? Integer.MAX_VALUE : asked);
    if (found == 0) {
      throw TextError.TOO_FEW.because(
          asked == 0
              ? "samples: 0 leaves nothing to calibrate on"
              : file.path() + " has no samples",
          asked == 0 ? "give a number of samples, or -1 for all" : "put a sample on each line");
    }
    List<String> remarks = new ArrayList<>();
    if (found < asked) {
      remarks.add(file.path().getFileName() + " has " + found + " samples, not " + asked);
    }
    return new SampleCount(found, remarks);
  }

  /**
   * Without those that fill no batch, for a model that takes no smaller one.
   *
   * @throws org.woq4j.api.WoqException if no batch can be filled
   */
  SampleCount inWholeBatches(int batchSize) {
    int over = used % batchSize;
    if (over == used) {
      throw TextError.TOO_FEW.because(
          "the model runs on batches of " + batchSize + ", and there are " + used + " samples",
          "give more samples");
    }
    List<String> all = new ArrayList<>(remarks);
    if (over > 0) {
      all.add(over + " samples at the end are left out: the model runs on batches of " + batchSize);
    }
    return new SampleCount(used - over, all);
  }
}
