package org.woq4j.examples.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.request.SourceModel;

class SmallEmbeddingsTest {

  private static final String SENTENCE = "The river rose after three days of rain.";

  @TempDir private Path folder;
  private Path model;
  private Path tokenizer;

  @BeforeEach
  void unpackModel() throws IOException {
    for (String name : List.of("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json")) {
      try (InputStream bytes = getClass().getResourceAsStream("/" + name)) {
        Files.copy(bytes, folder.resolve(name));
      }
    }
    model = folder.resolve("all-minilm-l6-v2.onnx");
    tokenizer = folder.resolve("all-minilm-l6-v2-tokenizer.json");
  }

  private double cosineToFloat(int bits, Path output) {
    OnnxEmbeddingModel original = new OnnxEmbeddingModel(model, tokenizer, PoolingMode.MEAN);
    OnnxEmbeddingModel small = SmallEmbeddings.load(SourceModel.of(model), tokenizer, bits, output);
    return CosineSimilarity.between(
        original.embed(SENTENCE).content(), small.embed(SENTENCE).content());
  }

  @Test
  void eightBitsRunInTheRuntimeThatLangChain4jBrings() throws IOException {
    Path output = folder.resolve("int8.onnx");

    assertThat(cosineToFloat(8, output)).isGreaterThan(0.98);
    assertThat(Files.size(output)).isLessThan(24_000_000);
  }

  @Test
  void fourBitsRunInTheRuntimeThatLangChain4jBrings() throws IOException {
    Path output = folder.resolve("int4.onnx");

    assertThat(cosineToFloat(4, output)).isGreaterThan(0.95);
    assertThat(Files.size(output)).isLessThan(21 << 20);
  }
}
