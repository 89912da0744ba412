package org.woq4j.onnx;

import java.nio.file.Path;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelFormat;
import org.woq4j.onnx.read.OnnxFile;

/** The ONNX format, with tensors inside the model file or in external data files. */
public final class OnnxFormat implements ModelFormat {

  @Override
  public FloatModel open(Path file) {
    OnnxFile opened = OnnxFile.open(file);
    try {
      return new OnnxModel(opened);
    } catch (RuntimeException | Error failed) {
      opened.close();
      throw failed;
    }
  }
}
