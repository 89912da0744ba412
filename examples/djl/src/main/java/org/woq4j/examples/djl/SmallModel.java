package org.woq4j.examples.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import java.nio.file.Path;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** A model for DJL, made smaller and faster by woq4j. */
public final class SmallModel {

  /** The ONNX Runtime that DJL brings. */
  private static final String RUNTIME = "1.21";

  /** Tokens of a sentence. */
  private static final int ROWS = 16;

  private SmallModel() {}

  /**
   * Quantizes a model.
   *
   * @param bits of the weights; the target chooses the form that is fast at this number
   * @param output the file of the quantized model
   */
  public static void quantize(SourceModel model, int bits, Path output) {
    Quantizer.builder()
        .build()
        .quantize(
            QuantizationRequest.builder(model, TargetModel.to(output))
                .defaults(Settings.builder().bits(bits).build())
                .deployment(Deployment.of("cpu").withRows(ROWS).withRuntime(RUNTIME))
                .build());
  }

  /** Loads a model into DJL. */
  public static ZooModel<NDList, NDList> load(Path file)
      throws ModelNotFoundException, MalformedModelException, IOException {
    return Criteria.builder()
        .setTypes(NDList.class, NDList.class)
        .optModelPath(file.toAbsolutePath().getParent())
        .optModelName(file.getFileName().toString())
        .optDevice(Device.cpu())
        .optEngine("OnnxRuntime")
        .optTranslator(new NoopTranslator())
        .build()
        .loadModel();
  }
}
