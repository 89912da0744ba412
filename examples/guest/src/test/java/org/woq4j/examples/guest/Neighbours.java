package org.woq4j.examples.guest;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.ai.transformers.TransformersEmbeddingModel;
import org.springframework.core.io.FileSystemResource;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** A program in which several libraries run models, in the order of its arguments. */
final class Neighbours {

  private final Path model;
  private final Path quantized;
  private final Path tokenizer;

  private Neighbours(Path folder) {
    this.model = folder.resolve("all-minilm-l6-v2.onnx");
    this.quantized = folder.resolve("quantized.onnx");
    this.tokenizer = folder.resolve("all-minilm-l6-v2-tokenizer.json");
  }

  /**
   * Runs the libraries.
   *
   * @param arguments the folder of the model and its tokenizer, then names of libraries
   */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Neighbours program = new Neighbours(Path.of(arguments[0]));
    for (int i = 1; i < arguments.length; i++) {
      System.out.println(arguments[i] + ": " + program.run(arguments[i]));
    }
  }

  private Object run(String library) throws Exception {
    return switch (library) {
      case "woq4j" -> woq4j();
      case "djl" -> djl();
      case "langchain4j" -> langchain4j();
      case "spring-ai" -> springAi();
      default -> throw new IllegalArgumentException(library);
    };
  }

  /** From the class path into bytes, which the other libraries load from a file. */
  private Extent woq4j() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    QuantizationReport report =
        QuantizeAsGuest.quantize(
            SourceModel.resource(Neighbours.class, "/all-minilm-l6-v2.onnx"),
            TargetModel.to(bytes),
            RunControl.none());
    Files.write(quantized, bytes.toByteArray());
    return report.verification().extent();
  }

  /** The quantized model if there is one. */
  private Path newest() {
    return Files.exists(quantized) ? quantized : model;
  }

  private Object djl() throws Exception {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(newest().getParent())
            .optModelName(newest().getFileName().toString())
            .optDevice(Device.cpu())
            .optEngine("OnnxRuntime")
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
        Predictor<NDList, NDList> predictor = loaded.newPredictor()) {
      long[][] ids = {{101, 7592, 102}};
      long[][] ones = {{1, 1, 1}};
      long[][] zeros = {{0, 0, 0}};
      NDList inputs =
          new NDList(
              loaded.getNDManager().create(ids),
              loaded.getNDManager().create(ones),
              loaded.getNDManager().create(zeros));
      return predictor.predict(inputs).get(0).getShape();
    }
  }

  private int langchain4j() {
    return new OnnxEmbeddingModel(newest(), tokenizer, PoolingMode.MEAN)
        .embed("hello")
        .content()
        .dimension();
  }

  /** Loads the model; to run it, Spring AI needs PyTorch too. */
  private String springAi() throws Exception {
    TransformersEmbeddingModel embeddings = new TransformersEmbeddingModel();
    embeddings.setModelResource(new FileSystemResource(newest()));
    embeddings.setTokenizerResource(new FileSystemResource(tokenizer));
    embeddings.setModelOutputName("output_0");
    embeddings.afterPropertiesSet();
    return "loaded";
  }
}
