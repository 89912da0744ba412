package org.woq4j.runtime.onnx.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * A model whose large constants stay in the files they lie in, be it in the middle of a model: they
 * are handed to ONNX Runtime as external data, which it maps into memory. So a model of any size
 * can be changed and loaded without another copy of its weights.
 *
 * @param bytes the model
 * @param folder what relative locations of its external data begin from
 */
record MappedModel(byte[] bytes, Path folder) {

  /**
   * Makes a model ready to be loaded.
   *
   * @param file an opened model
   * @param model what was made of it
   * @param relative whether the runtime is told the folder; else locations are absolute, which none
   *     in bodies may be
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

  /** The runtime follows no link out of the folder. */
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

  /** The deepest folder in or below which all files lie. */
  private static Path commonFolder(List<Path> files) {
    Path folder = files.get(0).getParent();
    for (Path file : files) {
      while (!file.startsWith(folder)) {
        folder = folder.getParent();
      }
    }
    return folder;
  }
}
