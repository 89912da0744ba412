package org.woq4j.core.memory;

import java.util.List;
import java.util.Set;
import org.woq4j.api.calibration.Statistic;

/**
 * Heap that the statistics of an activation take.
 *
 * @param gathering bytes while they are summed up
 * @param copied bytes of these that are copied when they are handed over
 * @param held bytes after that
 */
public record StatisticsMemory(long gathering, long copied, long held) {

  private static final String NAME = "statistics of activations";

  /** What a feature of a Gram matrix takes beside its row: a part of the tiles on the diagonal. */
  private static final long TILED = 1024;

  /** What a feature takes in sums and extremes: one in float64, two in float32. */
  private static final long VECTORS = Double.BYTES + 2 * Float.BYTES;

  /** Of an activation of K features. */
  public static StatisticsMemory of(long features, Set<Statistic> statistics) {
    long vector = features * VECTORS;
    long square = features * features * Float.BYTES;
    long gram = statistics.contains(Statistic.GRAM) ? square : 0;
    long tiles = statistics.contains(Statistic.GRAM) ? features * TILED : 0;
    long cross = statistics.contains(Statistic.CROSS_GRAM) ? square : 0;
    return new StatisticsMemory(
        vector + gram + tiles + cross, vector + gram, vector + gram + cross);
  }

  /** Of several activations while they are gathered: one of them is copied at a time. */
  public static MemoryPart gathering(List<StatisticsMemory> together) {
    long sums = together.stream().mapToLong(StatisticsMemory::gathering).sum();
    long copy = together.stream().mapToLong(StatisticsMemory::copied).max().orElse(0);
    return new MemoryPart(NAME, sums + copy, 0);
  }

  /** The same while weights are quantized with them. */
  public static MemoryPart held(List<StatisticsMemory> together) {
    return new MemoryPart(NAME, together.stream().mapToLong(StatisticsMemory::held).sum(), 0);
  }
}
