package org.woq4j.onnx.write;

import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a tensor that were written, as ranges that do not touch. Safe for several threads.
 */
final class WrittenRanges {

  /** The end of each range by its start. */
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** Adds bytes [from, to). They may have been written before. */
  synchronized void add(long from, long to) {
    long start = from;
    long end = to;
    Map.Entry<Long, Long> touching = ends.floorEntry(end);
    while (touching != null && touching.getValue() >= start) {
      ends.remove(touching.getKey());
      start = Math.min(start, touching.getKey());
      end = Math.max(end, touching.getValue());
      touching = ends.floorEntry(end);
    }
    ends.put(start, end);
  }

  /** The first byte that was not written. */
  synchronized long firstMissing() {
    Map.Entry<Long, Long> first = ends.firstEntry();
    return first == null || first.getKey() > 0 ? 0 : first.getValue();
  }
}
