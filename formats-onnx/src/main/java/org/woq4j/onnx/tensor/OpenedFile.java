package org.woq4j.onnx.tensor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is open for reading.
 *
 * @param name the file in messages
 * @param path where it is
 * @param channel reads it
 * @param size its bytes at the time of opening
 */
public record OpenedFile(String name, Path path, FileChannel channel, long size)
    implements AutoCloseable {

  public static OpenedFile open(Path path) {
    return open(path.toString(), path);
  }

  public static OpenedFile open(String name, Path path) {
    if (!Files.isRegularFile(path)) {
      String what = Files.exists(path) ? " is not a file" : " does not exist";
      throw OnnxError.NOT_FOUND.because(name + what, "check the path");
    }
    try {
      long size = Files.size(path);
      return new OpenedFile(name, path, FileChannel.open(path, StandardOpenOption.READ), size);
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot read " + name, failure);
    }
  }

  public TensorBytes bytes() {
    return part(0, size);
  }

  public TensorBytes part(long offset, long length) {
    return TensorBytes.of(name, channel, offset, length);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot close " + name, failure);
    }
  }
}
