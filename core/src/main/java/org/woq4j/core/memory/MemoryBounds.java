package org.woq4j.core.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.woq4j.api.Issue;

/**
 * What a run may take.
 *
 * @param process what the process takes whatever the size of a weight
 * @param all bytes for everything else; none or fewer where the process takes all that it may
 * @param work bytes for weights in work, of these
 * @param threads most units in work
 */
public record MemoryBounds(ProcessMemory process, long all, long work, int threads) {

  private static final double MEBIBYTE = 1 << 20;

  /**
   * The bounds of a run that looks at no data. Where nothing is asked for, half of the heap.
   *
   * @param bound bytes that the process may take in all
   */
  public static MemoryBounds rounding(ProcessMemory process, OptionalLong bound, int threads) {
    long heap = Runtime.getRuntime().maxMemory();
    long all = bound.isPresent() ? bound.getAsLong() - process.bytes() : heap / 2;
    return new MemoryBounds(process, all, Math.min(all, heap / 2), threads);
  }

  /**
   * The bounds of a run with calibration. Where nothing is asked for, three quarters of the heap. A
   * half of what it may take, but no more than a quarter of the heap, is for weights in work.
   *
   * @param bound bytes that the process may take in all
   */
  public static MemoryBounds calibrating(ProcessMemory process, OptionalLong bound, int threads) {
    long heap = Runtime.getRuntime().maxMemory();
    long all = bound.isPresent() ? bound.getAsLong() - process.bytes() : heap / 4 * 3;
    return new MemoryBounds(process, all, Math.min(all / 2, heap / 4), threads);
  }

  /**
   * What units of work take at most while they are done: the largest, as many as there are threads
   * and fit together. One that does not fit is done alone.
   */
  public MemoryPart together(Stream<MemoryPart> units) {
    List<MemoryPart> largest = new ArrayList<>();
    long left = work;
    for (MemoryPart unit : units.sorted(MemoryPart.bySize().reversed()).limit(threads).toList()) {
      if (largest.isEmpty() || unit.bytes() <= left) {
        largest.add(unit);
        left -= unit.bytes();
      }
    }
    return UnitMemory.of(largest);
  }

  /**
   * Says what the bound must be if something does not fit.
   *
   * @param what it is that takes memory, in words
   * @param bytes that it takes beside the process
   */
  public Optional<Issue> problem(String what, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes <= Math.min(all, heap)) {
      return Optional.empty();
    }
    return Optional.of(
        Issue.of(
            String.format(
                Locale.ROOT,
                "%s: the process takes %.1f MiB, and may take %.1f MiB",
                what,
                (process.bytes() + bytes) / MEBIBYTE,
                (process.bytes() + Math.min(all, heap)) / MEBIBYTE),
            bytes > heap
                ? "start Java with a larger heap, such as -Xmx" + wholeMebibytes(2 * bytes) + "m"
                : "set memory to "
                    + wholeMebibytes(process.bytes() + bytes)
                    + "MiB or more at the root of the recipe, or with --memory"));
  }

  private static long wholeMebibytes(long bytes) {
    return (long) Math.ceil(bytes / MEBIBYTE);
  }
}
