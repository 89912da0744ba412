package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A locked file in a staging folder. The system releases the lock when the process ends, however it
 * ends, so a lock that can be taken belongs to a dead run.
 */
final class FolderLock implements AutoCloseable {

  /**
   * Files that this process holds. Where locks belong to processes, as on Linux, closing a file
   * that another run of this process has locked would release its lock, so such a file is not
   * opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Creates a lock file and locks it; empty if another run takes it for the file of a dead one. */
  static Optional<FolderLock> create(Path file) throws IOException {
    return open(file, StandardOpenOption.CREATE_NEW, true);
  }

  /** Takes the lock of a file that exists; empty if a run holds it. */
  static Optional<FolderLock> takeOver(Path file) throws IOException {
    Object before = key(file);
    Optional<FolderLock> lock = open(file, StandardOpenOption.WRITE, false);
    if (lock.isPresent() && !(Files.exists(file) && Objects.equals(before, key(file)))) {
      // Its run has just ended, and another one may have started in its place.
      lock.get().release();
      return Optional.empty();
    }
    return lock;
  }

  private static Optional<FolderLock> open(Path file, StandardOpenOption how, boolean unlocked)
      throws IOException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Optional<FolderLock> lock = Optional.empty();
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, how);
      lock = locks(channel, unlocked) ? Optional.of(new FolderLock(file, channel)) : lock;
      if (lock.isEmpty()) {
        channel.close();
      }
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(file);
      }
    }
  }

  /**
   * Locks a file.
   *
   * @param unlocked the result where the file system knows no locks
   */
  private static boolean locks(FileChannel channel, boolean unlocked) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException elsewhere) {
      return false; // a copy of this class in another class loader holds it
    } catch (IOException notSupported) {
      return unlocked;
    }
  }

  private static Object key(Path file) throws IOException {
    return String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  private void release() throws IOException {
    HELD.remove(file);
    channel.close();
  }

  /** Deletes the file, then releases the lock. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      release();
    }
  }
}
