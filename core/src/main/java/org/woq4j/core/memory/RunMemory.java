package org.woq4j.core.memory;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run takes until its weights are quantized.
 *
 * @param process what it takes all the time
 * @param moments what it takes beside that while it gathers statistics and quantizes
 */
public record RunMemory(ProcessMemory process, List<MemoryEstimate> moments) {

  private static final Comparator<MemoryEstimate> BY_SIZE =
      Comparator.comparingLong(MemoryEstimate::bytes);

  public RunMemory {
    moments = List.copyOf(moments);
  }

  /** What is left of it afterwards: Java's heap does not become smaller. */
  public MemoryEstimate leftBehind() {
    return moments.stream()
        .map(MemoryEstimate::leftBehind)
        .max(BY_SIZE)
        .orElse(new MemoryEstimate(List.of()));
  }

  /** The moment at which the process takes the most, the verification at the end included. */
  public MemoryEstimate peak(MemoryPart verification) {
    MemoryEstimate end = leftBehind().and(List.of(verification));
    return new MemoryEstimate(process.parts())
        .and(Stream.concat(moments.stream(), Stream.of(end)).max(BY_SIZE).orElse(end).parts());
  }
}
