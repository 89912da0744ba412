package org.woq4j.core.frontier;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

/**
 * Tensors that pieces of a model have computed for later pieces: in memory up to a bound, the rest
 * in a temporary file. Released memory is reused. Safe for use by several threads on different
 * keys.
 */
public final class FrontierStore implements AutoCloseable {

  /**
   * Identifies a tensor.
   *
   * @param batch number of its batch
   * @param quantized true for the model quantized so far, false for the float model
   * @param value name of the value
   */
  public record Key(int batch, boolean quantized, String value) {}

  private record Held(
      ElementType type, long[] shape, @Nullable ByteBuffer memory, long place, int bytes) {}

  private final long memoryBound;
  private final Path folder;
  private final Map<Key, Held> held = new HashMap<>();
  private final BufferPool pool = new BufferPool();
  private long memory;
  private @Nullable SpillFile file;

  /**
   * An empty store.
   *
   * @param memoryBound bytes that it may take outside the heap
   * @param folder for the file, which is created when needed and deleted when the process ends
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

  /** A stored tensor; its data is valid until it is released. */
  public NamedTensor get(Key key) {
    Held tensor = find(key);
    ByteBuffer data =
        tensor.memory() == null
            ? file().read(tensor.place(), tensor.bytes())
            : tensor.memory().asReadOnlyBuffer();
    return new NamedTensor(key.value(), tensor.type(), tensor.shape(), data);
  }

  /** The element type of a stored tensor. */
  public ElementType type(Key key) {
    return find(key).type();
  }

  /** Releases a tensor, if it is stored. */
  public synchronized void release(Key key) {
    Held tensor = held.remove(key);
    if (tensor == null) {
      return;
    }
    if (tensor.memory() == null) {
      file().release(tensor.place(), tensor.bytes());
    } else {
      pool.giveBack(tensor.memory());
    }
  }

  /** Size of the file in bytes; 0 without a file. */
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

  /** Released or new memory; null if the bound is reached. */
  private synchronized @Nullable ByteBuffer takeMemory(int bytes) {
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

  /** Deletes the file. Java frees memory outside the heap when it next collects the heap. */
  @Override
  public synchronized void close() {
    held.clear();
    pool.clear();
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
