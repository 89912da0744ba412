package org.woq4j.onnx.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.woq4j.onnx.OnnxError;

/** A file that stays open for reading, and its size when it was opened. */
record OpenedFile(Path path, FileChannel channel, long size) implements AutoCloseable {

  static OpenedFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      String what = Files.exists(path) ? " is no file" : " does not exist";
      throw OnnxError.NOT_FOUND.because(path + what, "check the path");
    }
    try {
      long size = Files.size(path);
      return new OpenedFile(path, FileChannel.open(path, StandardOpenOption.READ), size);
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot read " + path, failure);
    }
  }

  TensorBytes bytes() {
    return part(0, size);
  }

  TensorBytes part(long offset, long length) {
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
