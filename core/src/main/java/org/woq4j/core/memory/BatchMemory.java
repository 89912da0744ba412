package org.woq4j.core.memory;

import java.util.Collection;

/** What batches take while they run through the model, one on each thread. */
public final class BatchMemory {

  private static final String NAME = "batches in the model";

  /** A value that feeds a weight is copied into the heap, and from there in chunks of rows. */
  private static final long COPIES = 2;

  /**
   * Values as wide as the widest activation that a model holds at a time beside its outputs, such
   * as scores of attention.
   */
  private static final long WIDE_VALUES = 4;

  /** The same without optimizations; measured on a decoder of 12 layers of width 768: 8.3. */
  private static final long UNOPTIMIZED_VALUES = 9;

  private BatchMemory() {}

  /**
   * Of one batch in a model without optimizations whose outputs are a number each, such as the
   * largest element of a value.
   *
   * @param rows of the largest batch
   * @param widest the largest K or N in the model
   */
  public static MemoryPart ofNumbers(long rows, long widest) {
    return new MemoryPart(NAME, 0, UNOPTIMIZED_VALUES * widest * rows * Float.BYTES);
  }

  /**
   * Of batches in a model, or a part of it, whose outputs are some activations. They are kept until
   * the run is over.
   *
   * @param batches that run at the same time
   * @param rows of the largest batch
   * @param outputs K of each of these activations
   * @param widest the largest K in the model
   */
  public static MemoryPart of(long batches, long rows, Collection<Integer> outputs, long widest) {
    long features = outputs.stream().mapToLong(Integer::longValue).sum();
    long element = batches * rows * Float.BYTES;
    return new MemoryPart(
        NAME, COPIES * widest * element, (features + WIDE_VALUES * widest) * element);
  }
}
