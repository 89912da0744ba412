package org.woq4j.core.frontier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;

/**
 * A temporary file of blocks of bytes. It is read and written by position, not mapped: Java 17
 * cannot unmap memory. The system deletes the file when the process ends, however it ends. Safe for
 * use by several threads.
 */
final class SpillFile implements AutoCloseable {

  private final Path path;
  private final FileChannel channel;
  private final Map<Integer, Deque<Long>> free = new HashMap<>();
  private long size;

  private SpillFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * An empty file.
   *
   * @throws WoqException if the folder cannot be written to
   */
  static SpillFile create(Path folder) {
    try {
      Path path = Files.createTempFile(folder, ".woq-", ".activations");
      return new SpillFile(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException failed) {
      throw failure(folder, failed);
    }
  }

  /** Writes a block and returns its offset. */
  long write(ByteBuffer data) {
    long place = take(data.remaining());
    try {
      for (long at = place; data.hasRemaining(); ) {
        at += channel.write(data, at);
      }
    } catch (IOException failed) {
      throw failure(path, failed);
    }
    return place;
  }

  /** Reads a block. */
  ByteBuffer read(long place, int bytes) {
    ByteBuffer data = ByteBuffer.allocate(bytes);
    try {
      while (data.hasRemaining()) {
        if (channel.read(data, place + data.position()) < 0) {
          throw new IOException("it is shorter than it should be");
        }
      }
    } catch (IOException failed) {
      throw failure(path, failed);
    }
    return data.flip();
  }

  /** Releases a block for reuse. */
  synchronized void release(long place, int bytes) {
    free.computeIfAbsent(bytes, size -> new ArrayDeque<>()).push(place);
  }

  /** Bytes of the file. */
  synchronized long size() {
    return size;
  }

  private synchronized long take(int bytes) {
    Deque<Long> places = free.get(bytes);
    if (places != null && !places.isEmpty()) {
      return places.pop();
    }
    long place = size;
    size += bytes;
    return place;
  }

  private static WoqException failure(Path path, IOException cause) {
    return new WoqException(
        CoreError.SPILL,
        List.of(
            Issue.of(
                "activations that do not fit into memory cannot be kept in " + path + ": " + cause,
                "make room there, raise 'memory' in the recipe, or take fewer samples")),
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
