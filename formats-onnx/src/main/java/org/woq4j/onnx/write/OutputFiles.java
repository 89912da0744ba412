package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * The files of a model.
 *
 * @param model the model's file
 * @param data the file of its external data, in the same folder
 */
record OutputFiles(Path model, Path data) {

  private static final String ELSEWHERE = "choose another output";

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  /** The files of a model of this name in this folder. */
  static OutputFiles in(Path folder, Path name) {
    return new OutputFiles(folder.resolve(name), folder.resolve(name + ".data"));
  }

  /**
   * The files of an output.
   *
   * @throws org.woq4j.api.WoqException if they cannot be written or are files of the source
   */
  static OutputFiles of(Path output, OnnxFile source) {
    Path absolute = target(output.toAbsolutePath().normalize());
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw OnnxError.OUTPUT.because(
          "the output " + output + " is a folder",
          "name a file, or end it with a slash to put the model into the folder");
    }
    if (!Files.isDirectory(folder)) {
      throw OnnxError.OUTPUT.because(
          "the output's folder " + folder + " does not exist", "create it");
    }
    OutputFiles files = in(folder, absolute.getFileName());
    refuseSpecial("the output", files.model);
    refuseSpecial("the file for the output's data", files.data);
    refuseInput(files.model, source);
    refuseInput(files.data, source);
    return files;
  }

  /** The file that a symbolic link leads to, whether it exists or not. */
  private static Path target(Path output) {
    Path target = output;
    try {
      for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(target); links++) {
        target = target.resolveSibling(Files.readSymbolicLink(target)).normalize();
      }
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot follow the link " + target, failure);
    }
    if (Files.isSymbolicLink(target)) {
      throw OnnxError.OUTPUT.because("the output " + output + " is a link to itself", ELSEWHERE);
    }
    return target;
  }

  /** A device, say, would be replaced by a file. */
  private static void refuseSpecial(String what, Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String kind = Files.isDirectory(file) ? "a folder" : "a device, a pipe or a socket";
      throw OnnxError.OUTPUT.because(what + ", " + file + ", is " + kind, ELSEWHERE);
    }
  }

  private static void refuseInput(Path written, OnnxFile source) {
    for (Path read : source.files()) {
      if (same(written, read)) {
        throw OnnxError.OUTPUT.because(
            "the output would replace " + read + ", which the float model needs", ELSEWHERE);
      }
    }
  }

  private static boolean same(Path written, Path read) {
    try {
      return Files.exists(written) && Files.isSameFile(written, read);
    } catch (IOException failure) {
      throw OnnxError.READ.because("cannot access " + written, failure);
    }
  }
}
