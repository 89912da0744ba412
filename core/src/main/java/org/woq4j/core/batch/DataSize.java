package org.woq4j.core.batch;

/**
 * How much data a calibration source gives, judged by its first batches.
 *
 * @param batches number of batches
 * @param rows rows of an activation in all batches together
 * @param largestBatch rows of it in the largest batch
 */
public record DataSize(long batches, long rows, long largestBatch) {

  /** No data. */
  public static final DataSize NONE = new DataSize(0, 0, 0);
}
