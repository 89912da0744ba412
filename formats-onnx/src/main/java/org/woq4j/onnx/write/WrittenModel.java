package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.woq4j.core.model.StagedModel;
import org.woq4j.onnx.tensor.OnnxError;

/** A complete model in its temporary folder. */
final class WrittenModel implements StagedModel {

  private final StagingFolder folder;
  private final boolean hasExternalData;
  private final long bytes;

  WrittenModel(StagingFolder folder, boolean hasExternalData) {
    this.folder = folder;
    this.hasExternalData = hasExternalData;
    this.bytes = size(folder.files().model()) + (hasExternalData ? size(folder.files().data()) : 0);
  }

  @Override
  public Path file() {
    return folder.files().model();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean hasExternalData() {
    return hasExternalData;
  }

  @Override
  public void publish() {
    OutputFiles from = folder.files();
    OutputFiles to = folder.output();
    try {
      if (hasExternalData || Files.exists(to.data(), LinkOption.NOFOLLOW_LINKS)) {
        // From here until the last move no model exists that could read the data of another one.
        Files.deleteIfExists(to.model());
        replaceData(from.data(), to.data());
      }
      move(from.model(), to.model());
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot move the output to " + to.model(), failure);
    }
    folder.close();
  }

  private void replaceData(Path from, Path to) throws IOException {
    if (hasExternalData) {
      move(from, to);
    } else {
      Files.delete(to);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot access " + file, failure);
    }
  }
}
