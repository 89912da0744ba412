package org.woq4j.core.memory;

import java.util.List;

/**
 * What is taken by one pass through the data, or through one piece of the model, and by the work
 * after it.
 *
 * @param gathering statistics while batches run
 * @param batches the batches
 * @param held statistics while weights are quantized
 * @param work the weights in work
 */
public record PassMemory(
    MemoryPart gathering, MemoryPart batches, MemoryPart held, MemoryPart work) {

  /** Of a pass that gathers some statistics, or still needs them. */
  public static PassMemory of(
      List<StatisticsMemory> statistics, MemoryPart batches, MemoryPart work) {
    return new PassMemory(
        StatisticsMemory.gathering(statistics), batches, StatisticsMemory.held(statistics), work);
  }

  /** What is taken at most at a time. */
  public long bytes() {
    return Math.max(gathering.bytes() + batches.bytes(), held.bytes() + work.bytes());
  }

  /**
   * The moments at which the most is taken.
   *
   * @param kept what is taken beside it all the time
   */
  public List<MemoryEstimate> moments(List<MemoryPart> kept) {
    return List.of(
        new MemoryEstimate(List.of(gathering, batches)).and(kept),
        new MemoryEstimate(List.of(held, work)).and(kept));
  }
}
