package org.woq4j.examples.langchain4j;

import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.nio.file.Path;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** An embedding model for LangChain4j, made smaller and faster by woq4j. */
public final class SmallEmbeddings {

  /** The ONNX Runtime that LangChain4j brings. */
  private static final String RUNTIME = "1.20";

  /** Tokens of a sentence. */
  private static final int ROWS = 16;

  private SmallEmbeddings() {}

  /**
   * Quantizes a model and loads the result.
   *
   * @param bits of the weights; the target chooses the form that is fast at this number
   * @param output the file of the quantized model
   */
  public static OnnxEmbeddingModel load(SourceModel model, Path tokenizer, int bits, Path output) {
    Quantizer.builder()
        .build()
        .quantize(
            QuantizationRequest.builder(model, TargetModel.to(output))
                .defaults(Settings.builder().bits(bits).build())
                .deployment(Deployment.of("cpu").withRows(ROWS).withRuntime(RUNTIME))
                .build());
    return new OnnxEmbeddingModel(output, tokenizer, PoolingMode.MEAN);
  }
}
