package org.woq4j.runtime.onnx.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.InlineTensor;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * A model for ONNX Runtime with large constants that stay in their files, even inside a model file:
 * they are declared as external data, which the runtime maps into memory. So a model of any size
 * can be changed and loaded without a copy of its weights.
 *
 * @param bytes the model
 * @param folder the folder that relative locations of its external data refer to
 */
record MappedModel(byte[] bytes, Path folder) {

  /**
   * Makes a model ready to be loaded.
   *
   * @param file an opened model
   * @param model the model to load, made from the opened one
   * @param relative whether the runtime gets the folder and locations are relative to it; otherwise
   *     they are absolute, which is not possible in bodies
   */
  static MappedModel of(OnnxFile file, ModelProto model, boolean relative) {
    List<Path> files = realFiles(file);
    Path folder = commonFolder(files);
    MappedConstants constants =
        new MappedConstants(
            files.stream().map(each -> relative ? folder.relativize(each) : each).toList(),
            relative);
    ModelProto mapped =
        ModelTensors.map(
            model.toBuilder().setGraph(constants.in(model.getGraph())).build(),
            tensor -> InlineTensor.of(file, tensor));
    return new MappedModel(mapped.toByteArray(), folder);
  }

  /** The runtime follows no link that leads out of the folder. */
  private static List<Path> realFiles(OnnxFile file) {
    List<Path> real = new ArrayList<>();
    for (Path each : file.files()) {
      try {
        real.add(each.toRealPath());
      } catch (IOException failure) {
        throw OnnxError.READ.because("cannot find " + each, failure);
      }
    }
    return real;
  }

  /** The deepest folder that contains all files. */
  private static Path commonFolder(List<Path> files) {
    Path folder = parent(files.get(0));
    for (Path file : files) {
      while (!file.startsWith(folder)) {
        folder = parent(folder);
      }
    }
    return folder;
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent(), "files of a model are on one disk");
  }
}
