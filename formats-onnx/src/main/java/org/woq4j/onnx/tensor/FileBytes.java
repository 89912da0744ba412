package org.woq4j.onnx.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A part of an open file, read by position. */
record FileBytes(String file, FileChannel channel, long offset, long length)
    implements TensorBytes {

  /**
   * The most bytes of one read: the JDK copies through native memory of this size, which it keeps
   * for each thread.
   */
  private static final int READ = 1 << 20;

  @Override
  public void read(long position, ByteBuffer destination) {
    Objects.checkFromIndexSize(position, destination.remaining(), length);
    int limit = destination.limit();
    long at = offset + position;
    try {
      while (destination.position() < limit) {
        destination.limit(Math.min(limit, destination.position() + READ));
        int count = channel.read(destination, at);
        if (count < 0) {
          throw new EOFException("the file is shorter than when it was opened");
        }
        at += count;
      }
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot read " + file, failure);
    } finally {
      destination.limit(limit);
    }
  }

  /** The system copies from file to file. */
  @Override
  public void appendTo(FileChannel target, long position, long count) throws IOException {
    Objects.checkFromIndexSize(position, count, length);
    for (long done = 0; done < count; ) {
      long copied = channel.transferTo(offset + position + done, count - done, target);
      if (copied == 0) {
        throw OnnxError.READ.because(
            "cannot read " + file, new EOFException("the file is shorter than when it was opened"));
      }
      done += copied;
    }
  }
}
