package org.woq4j.core.frontier;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Memory outside the heap that is used again. What Java 17 lets go of there is freed only when the
 * heap happens to be collected, so that little garbage in the heap can stand for much outside it.
 * Safe for use by several threads.
 */
public final class BufferPool {

  private final TreeMap<Integer, Deque<ByteBuffer>> free = new TreeMap<>();

  /** A direct buffer of the given number of bytes, of any content. */
  public ByteBuffer take(int bytes) {
    return reuse(bytes).orElseGet(() -> ByteBuffer.allocateDirect(bytes));
  }

  /** The same, if one that is not much too large was given back. */
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

  /** Forgets what was given back. */
  synchronized void clear() {
    free.clear();
  }

  /** Takes a buffer back, which nobody may touch any more. */
  public synchronized void giveBack(ByteBuffer buffer) {
    free.computeIfAbsent(buffer.capacity(), size -> new ArrayDeque<>()).push(buffer);
  }
}
