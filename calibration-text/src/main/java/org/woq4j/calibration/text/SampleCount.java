package org.woq4j.calibration.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The number of samples to use.
 *
 * @param used number of samples, from the beginning of the file
 * @param remarks why it is smaller than the user may expect
 */
record SampleCount(int used, List<String> remarks) {

  /**
   * Counts the samples of a file, up to the requested number.
   *
   * @param asked the requested number; -1 for all
   * @throws org.woq4j.api.WoqException with every line that is not a valid sample, or if there are
   *     no samples
   */
  static SampleCount of(SampleFile file, int asked) {
    int found = file.count(asked < 0 ? Integer.MAX_VALUE : asked);
    if (found == 0) {
      throw TextError.TOO_FEW.because(
          asked == 0
              ? "samples: 0 leaves nothing to calibrate on"
              : file.path() + " has no samples",
          asked == 0 ? "set a number of samples, or -1 for all" : "put one sample on each line");
    }
    List<String> remarks = new ArrayList<>();
    if (found < asked) {
      remarks.add(file.path().getFileName() + " has " + found + " samples, not " + asked);
    }
    return new SampleCount(found, remarks);
  }

  /**
   * Drops the last samples that do not fill a batch, for a model with a fixed batch size.
   *
   * @throws org.woq4j.api.WoqException if there are too few samples for one batch
   */
  SampleCount inWholeBatches(int batchSize) {
    int over = used % batchSize;
    if (over == used) {
      throw TextError.TOO_FEW.because(
          "the model runs on batches of " + batchSize + ", and there are " + used + " samples",
          "use more samples");
    }
    List<String> all = new ArrayList<>(remarks);
    if (over > 0) {
      all.add(over + " samples at the end are left out: the model runs on batches of " + batchSize);
    }
    return new SampleCount(used - over, all);
  }
}
