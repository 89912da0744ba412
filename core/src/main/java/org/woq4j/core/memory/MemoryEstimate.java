package org.woq4j.core.memory;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a process takes at one moment.
 *
 * @param parts what it is made of; none of them empty
 */
public record MemoryEstimate(List<MemoryPart> parts) {

  public MemoryEstimate {
    parts = parts.stream().filter(part -> part.bytes() > 0).toList();
  }

  /** All parts together. */
  public long bytes() {
    return parts.stream().mapToLong(MemoryPart::bytes).sum();
  }

  /** The heap's part of it. */
  MemoryEstimate leftBehind() {
    return new MemoryEstimate(parts.stream().map(MemoryPart::leftBehind).toList());
  }

  MemoryEstimate and(List<MemoryPart> more) {
    return new MemoryEstimate(Stream.concat(parts.stream(), more.stream()).toList());
  }
}
