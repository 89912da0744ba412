package org.woq4j.core.memory;

import java.util.Comparator;
import java.util.List;

/**
 * A part of the memory that a run takes.
 *
 * @param name what takes it, for people
 * @param heap bytes of Java objects that are alive at the same time
 * @param outside bytes outside Java's heap
 */
public record MemoryPart(String name, long heap, long outside) {

  /** The script woq lets Java keep a tenth of its heap free (-XX:MinHeapFreeRatio=10). */
  private static final double LIVE_SHARE = 0.9;

  /** Bytes that the process takes for it: a heap is larger than the objects in it. */
  public long bytes() {
    return (long) (heap / LIVE_SHARE) + outside;
  }

  /** What stays of it when it is done with: Java's heap does not become smaller. */
  MemoryPart leftBehind() {
    return new MemoryPart(name, heap, 0);
  }

  /** Parts of the same kind as one. */
  static MemoryPart sum(String name, List<MemoryPart> parts) {
    return new MemoryPart(
        name,
        parts.stream().mapToLong(MemoryPart::heap).sum(),
        parts.stream().mapToLong(MemoryPart::outside).sum());
  }

  static Comparator<MemoryPart> bySize() {
    return Comparator.comparingLong(MemoryPart::bytes);
  }
}
