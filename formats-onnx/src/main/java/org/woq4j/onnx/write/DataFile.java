package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * A file that is written by position. Places are allocated from front to back and aligned so that a
 * runtime can map tensors into memory: large ones to 4096 bytes, others to 64. Gaps are zero.
 * Writing is safe for several threads, allocating is not.
 */
final class DataFile implements AutoCloseable {

  private static final long MAPPED = 1 << 20;
  private static final long PAGE = 4096;
  private static final long CACHE_LINE = 64;

  private final Path path;
  private final FileChannel channel;
  private long end;

  private DataFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataFile create(Path path) {
    try {
      return new DataFile(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE));
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot create " + path, failure);
    }
  }

  /** Allocates the place of the next tensor, of this length. */
  long place(long length) {
    long alignment = length >= MAPPED ? PAGE : CACHE_LINE;
    long position = (end + alignment - 1) / alignment * alignment;
    end = position + length;
    return position;
  }

  void write(long position, ByteBuffer bytes) {
    long at = position;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot write " + path, failure);
    }
  }

  /** Copies a part of some bytes to a position. For one thread. */
  void copy(TensorBytes bytes, long from, long length, long position) {
    try {
      bytes.appendTo(channel.position(position), from, length);
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot write " + path, failure);
    }
  }

  /** Forces written bytes to the disk, so that they survive a loss of power. */
  void force() {
    try {
      channel.force(true);
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot write " + path, failure);
    }
  }

  /** The bytes at a place. */
  TensorBytes part(long position, long length) {
    return TensorBytes.of(path.toString(), channel, position, length);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot write " + path, failure);
    }
  }

  void delete() {
    close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot remove " + path, failure);
    }
  }
}
