package org.woq4j.onnx;

import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelFormat;
import org.woq4j.onnx.read.OnnxFile;

/** The ONNX format, with tensors inside the model file or in external data files. */
public final class OnnxFormat implements ModelFormat {

  @Override
  public FloatModel open(SourceFiles files) {
    OnnxFile opened = OnnxFile.open(files);
    try {
      return new OnnxModel(opened);
    } catch (RuntimeException | Error failed) {
      opened.close();
      throw failed;
    }
  }
}
