package org.woq4j.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.calibration.text.TextSource;

/**
 * Computes embeddings of the sentences of a file, one at a time, as programs do: the mean of an
 * encoder's first output over the tokens.
 */
final class SentenceEncoder {

  private static final String MASK = "attention_mask";
  private static final List<String> INPUTS = List.of("input_ids", MASK, "token_type_ids");

  private final Path sentences;
  private final Path tokenizer;

  /**
   * Prepares to embed sentences.
   *
   * @param sentences a text file with one sentence per line
   * @param tokenizer in Hugging Face's format
   */
  SentenceEncoder(Path sentences, Path tokenizer) {
    this.sentences = sentences;
    this.tokenizer = tokenizer;
  }

  /** Computes the embedding of each sentence with a model, in the order of the file. */
  List<float[]> embed(Path model) throws OrtException {
    List<float[]> embeddings = new ArrayList<>();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString());
        Batches batches = batches(1)) {
      for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
        embed(environment, session, batch, embeddings);
      }
    }
    return embeddings;
  }

  /** The batches of the sentences, each of so many of them. */
  Batches batches(int size) {
    TextSource text = new TextSource();
    List<ModelInput> inputs =
        INPUTS.stream()
            .map(name -> new ModelInput(name, ElementType.INT64, List.of("batch", "sequence")))
            .toList();
    Map<String, Object> options =
        Map.of("file", sentences, "tokenizer", tokenizer, "batch_size", size);
    return text.open(inputs, OptionValues.of(text.options(), options));
  }

  private static void embed(
      OrtEnvironment environment,
      OrtSession session,
      List<NamedTensor> batch,
      List<float[]> embeddings)
      throws OrtException {
    Map<String, OnnxTensor> feeds = new HashMap<>();
    try {
      for (NamedTensor tensor : batch) {
        feeds.put(
            tensor.name(), OnnxTensor.createTensor(environment, elements(tensor), tensor.shape()));
      }
      try (OrtSession.Result result = session.run(feeds)) {
        float[][][] states = (float[][][]) result.get(0).getValue();
        long[][] mask = (long[][]) Objects.requireNonNull(feeds.get(MASK)).getValue();
        for (int i = 0; i < states.length; i++) {
          embeddings.add(mean(states[i], mask[i]));
        }
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static LongBuffer elements(NamedTensor tensor) {
    ByteBuffer bytes = tensor.data().duplicate().order(ByteOrder.nativeOrder());
    return ByteBuffer.allocateDirect(bytes.remaining())
        .order(ByteOrder.nativeOrder())
        .put(bytes)
        .flip()
        .asLongBuffer();
  }

  private static float[] mean(float[][] tokens, long[] mask) {
    float[] sum = new float[tokens[0].length];
    for (int t = 0; t < tokens.length; t++) {
      for (int j = 0; j < sum.length && mask[t] != 0; j++) {
        sum[j] += tokens[t][j];
      }
    }
    return sum; // of any length: only its direction counts
  }
}
