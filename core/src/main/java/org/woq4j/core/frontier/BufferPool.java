package org.woq4j.core.frontier;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reuses memory outside the heap. Java 17 frees such memory only when it collects the heap, so a
 * little garbage in the heap can hold much memory outside it. Safe for use by several threads.
 */
public final class BufferPool {

  private final TreeMap<Integer, Deque<ByteBuffer>> free = new TreeMap<>();

  /** A direct buffer of the given number of bytes, of any content. */
  public ByteBuffer take(int bytes) {
    return reuse(bytes).orElseGet(() -> ByteBuffer.allocateDirect(bytes));
  }

  /**
   * Reuses a returned buffer that is at most 25 % (and 64 bytes) larger; empty if there is no such
   * buffer.
   */
  synchronized Optional<ByteBuffer> reuse(int bytes) {
    Map.Entry<Integer, Deque<ByteBuffer>> fitting = free.ceilingEntry(bytes);
    if (fitting == null || fitting.getKey() - bytes > bytes / 4 + 64) {
      return Optional.empty();
    }
    ByteBuffer buffer = fitting.getValue().pop();
    if (fitting.getValue().isEmpty()) {
      free.remove(fitting.getKey());
    }
    return Optional.of(buffer.clear().limit(bytes));
  }

  /** Drops all returned buffers. */
  synchronized void clear() {
    free.clear();
  }

  /** Returns a buffer to the pool; the caller must not use it any more. */
  public synchronized void giveBack(ByteBuffer buffer) {
    free.computeIfAbsent(buffer.capacity(), size -> new ArrayDeque<>()).push(buffer);
  }
}
