package org.woq4j.onnx.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.OnnxError;

/** The bytes of a tensor that lie in a file. */
record FileBytes(Path file, FileChannel channel, long offset, long length) implements TensorBytes {

  @Override
  public void read(long position, ByteBuffer destination) {
    Objects.checkFromIndexSize(position, destination.remaining(), length);
    long at = offset + position;
    try {
      while (destination.hasRemaining()) {
        int count = channel.read(destination, at);
        if (count < 0) {
          throw new IOException("the file ends at byte " + at);
        }
        at += count;
      }
    } catch (IOException e) {
      throw new WoqException(
          OnnxError.READ,
          List.of(Issue.of(file + " cannot be read: " + e.getMessage(), "is it being changed?")),
          e);
    }
  }
}
