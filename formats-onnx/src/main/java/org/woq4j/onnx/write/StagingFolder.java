package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * A temporary folder next to an output, so that finished files can be moved into place atomically.
 * They already have their final names in it.
 */
final class StagingFolder implements AutoCloseable {

  private final Path folder;
  private final OutputFiles output;

  private StagingFolder(Path folder, OutputFiles output) {
    this.folder = folder;
    this.output = output;
  }

  static StagingFolder nextTo(OutputFiles output) {
    Path parent = output.model().getParent();
    try {
      return new StagingFolder(Files.createTempDirectory(parent, ".woq4j-"), output);
    } catch (IOException failure) {
      throw OnnxError.OUTPUT.because("cannot write into the output's folder " + parent, failure);
    }
  }

  /** The final places of the files. */
  OutputFiles output() {
    return output;
  }

  /** The files in this folder. */
  OutputFiles files() {
    return OutputFiles.in(folder, output.model().getFileName());
  }

  /** Removes the folder with everything in it. */
  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException failure) {
      throw OnnxError.WRITE.because("cannot remove the temporary folder " + folder, failure);
    }
  }
}
