package org.woq4j.core.batch;

/**
 * How much data a calibration source gives, judged by its first batches.
 *
 * @param batches number of batches
 * @param samples number of samples
 * @param rows rows of an activation in all batches together
 * @param largestBatch rows of it in the largest batch
 */
public record DataSize(long batches, long samples, long rows, long largestBatch) {

  /** No data. */
  public static final DataSize NONE = new DataSize(0, 0, 0, 0);

  /** Rows of an activation in the samples that are held out of the data. */
  public long heldOutRows() {
    return samples == 0 ? 0 : HeldOutSamples.beside(samples) * rows / samples;
  }
}
