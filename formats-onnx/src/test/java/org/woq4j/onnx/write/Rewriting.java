package org.woq4j.onnx.write;

import java.nio.file.Path;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.read.OnnxFile;

/** Writes models again without a change. */
final class Rewriting {

  private Rewriting() {}

  static Path rewrite(Path model, Path output, ExternalData policy) {
    return rewrite(model, output, policy, Integer.MAX_VALUE);
  }

  static Path rewrite(Path model, Path output, ExternalData policy, long limit) {
    try (OnnxFile source = OnnxFile.open(model);
        StagedOutput staged = StagedOutput.create(output, source, policy, limit)) {
      StagedModel written = staged.finish(source.model());
      written.publish();
      return output;
    }
  }
}
