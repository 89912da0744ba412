package org.woq4j.onnx;

import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.read.OnnxFile;

/** A float model that is an opened ONNX file; runtimes get the opened file from it. */
public interface OpenedOnnxModel extends FloatModel {

  /** The file; it is open as long as the model is. */
  OnnxFile opened();

  /**
   * The file of a model of this format.
   *
   * @throws IllegalArgumentException if the model is of another format
   */
  static OnnxFile of(FloatModel model) {
    if (model instanceof OpenedOnnxModel onnx) {
      return onnx.opened();
    }
    throw new IllegalArgumentException("not an ONNX model: " + model.name());
  }
}
