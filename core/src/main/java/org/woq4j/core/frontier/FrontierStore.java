package org.woq4j.core.frontier;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

/**
 * Tensors that stand between a part of a model that has run and those that have not: in memory up
 * to a bound, beyond it in a temporary file. Room that is let go is used again. Safe for use by
 * several threads on different keys.
 */
public final class FrontierStore implements AutoCloseable {

  /**
   * What a tensor is.
   *
   * @param batch number of its batch
   * @param quantized whether it is of the model quantized so far, not of the float model
   * @param value the value that it is
   */
  public record Key(int batch, boolean quantized, String value) {}

  private record Held(ElementType type, long[] shape, ByteBuffer memory, long place, int bytes) {}

  private final long memoryBound;
  private final Path folder;
  private final Map<Key, Held> held = new HashMap<>();
  private final BufferPool pool = new BufferPool();
  private long memory;
  private SpillFile file;

  /**
   * An empty store.
   *
   * @param memoryBound bytes that it may take outside the heap
   * @param folder for the file, which is made when it is needed and gone when the process is
   */
  public FrontierStore(long memoryBound, Path folder) {
    this.memoryBound = memoryBound;
    this.folder = folder;
  }

  /** Keeps a copy of a tensor. */
  public void put(Key key, NamedTensor tensor) {
    ByteBuffer data = tensor.data().duplicate();
    int bytes = data.remaining();
    ByteBuffer room = takeMemory(bytes);
    long place = -1;
    if (room == null) {
      place = file().write(data);
    } else {
      room.put(data).flip();
    }
    synchronized (this) {
      held.put(key, new Held(tensor.type(), tensor.shape(), room, place, bytes));
    }
  }

  /** A tensor that is kept; its data is valid until it is let go. */
  public NamedTensor get(Key key) {
    Held tensor = find(key);
    ByteBuffer data =
        tensor.memory() == null
            ? file().read(tensor.place(), tensor.bytes())
            : tensor.memory().asReadOnlyBuffer();
    return new NamedTensor(key.value(), tensor.type(), tensor.shape(), data);
  }

  /** The element type of a tensor that is kept. */
  public ElementType type(Key key) {
    return find(key).type();
  }

  /** Lets a tensor go, if it is kept. */
  public synchronized void release(Key key) {
    Held tensor = held.remove(key);
    if (tensor == null) {
      return;
    }
    if (tensor.memory() == null) {
      file.release(tensor.place(), tensor.bytes());
    } else {
      pool.giveBack(tensor.memory());
    }
  }

  /** Bytes that it has written to its file at most at a time. */
  public synchronized long spilledBytes() {
    return file == null ? 0 : file.size();
  }

  private synchronized Held find(Key key) {
    Held tensor = held.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException(key + " is not kept");
    }
    return tensor;
  }

  /** Room that was let go, or new room; null where none is left. */
  private synchronized ByteBuffer takeMemory(int bytes) {
    Optional<ByteBuffer> used = pool.reuse(bytes);
    if (used.isPresent() || memory + bytes > memoryBound) {
      return used.orElse(null);
    }
    memory += bytes;
    return ByteBuffer.allocateDirect(bytes);
  }

  private synchronized SpillFile file() {
    if (file == null) {
      file = SpillFile.create(folder);
    }
    return file;
  }

  /** Java frees memory outside the heap only where the heap is collected. */
  @Override
  public synchronized void close() {
    held.clear();
    pool.clear();
    if (memory > 0) {
      System.gc();
    }
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
