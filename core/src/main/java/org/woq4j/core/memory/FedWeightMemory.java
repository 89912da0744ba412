package org.woq4j.core.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the weights take that pieces of a model are fed with. A buffer is used again for another
 * weight of its size, and kept until the run is over.
 */
public final class FedWeightMemory {

  private FedWeightMemory() {}

  /**
   * Of all pieces.
   *
   * @param pieces bytes of each weight that a piece reads
   * @param runsOriginal whether the float model runs beside the quantized one
   */
  public static MemoryPart of(List<List<Long>> pieces, boolean runsOriginal) {
    Map<Long, Integer> buffers = new HashMap<>();
    for (List<Long> piece : pieces) {
      Map<Long, Integer> needed = new HashMap<>();
      piece.forEach(bytes -> needed.merge(bytes, runsOriginal ? 2 : 1, Integer::sum));
      needed.forEach((bytes, count) -> buffers.merge(bytes, count, Math::max));
    }
    long all = buffers.entrySet().stream().mapToLong(each -> each.getKey() * each.getValue()).sum();
    return new MemoryPart("weights of a piece", 0, all);
  }
}
