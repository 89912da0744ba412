package org.woq4j.onnx.tensor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is open for reading, with its size at the time of opening. */
public record OpenedFile(Path path, FileChannel channel, long size) implements AutoCloseable {

  public static OpenedFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      String what = Files.exists(path) ? " is not a file" : " does not exist";
      throw OnnxError.NOT_FOUND.because(path + what, "check the path");
    }
    try {
      long size = Files.size(path);
      return new OpenedFile(path, FileChannel.open(path, StandardOpenOption.READ), size);
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot read " + path, failure);
    }
  }

  public TensorBytes bytes() {
    return part(0, size);
  }

  public TensorBytes part(long offset, long length) {
    return TensorBytes.of(path, channel, offset, length);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot close " + path, failure);
    }
  }
}
