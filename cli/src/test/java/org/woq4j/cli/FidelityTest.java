package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.request.Calibration.Mode;

/**
 * How close 4-bit encoders stay to the float one: mean over sentences that no calibration saw of 1
 * − cosine between the embeddings (mean over a sentence's tokens).
 */
class FidelityTest {

  private static final Path CALIBRATION = Path.of("..", "examples", "sentences.txt");
  private static final int HELD_OUT = 128;

  @TempDir private static Path folder;
  private static Path model;
  private static Path tokenizer;
  private static List<float[]> expected;
  private static double roundToNearest;

  @BeforeAll
  static void measureRoundToNearest() throws Exception {
    model = Woq.miniLm(folder);
    tokenizer = Woq.tokenizer(folder);
    expected = embeddings(model);
    roundToNearest = error("rtn");
  }

  @Test
  void gptqLeavesLessThanAThirdOfTheErrorOfRoundToNearest() throws Exception {
    assertThat(error("gptq") / roundToNearest).isBetween(0.05, 0.31);
  }

  @Test
  void awqLeavesLessThanHalfTheErrorOfRoundToNearest() throws Exception {
    assertThat(error("awq") / roundToNearest).isBetween(0.1, 0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"awq", "gptq"})
  void fourSentencesAreBetterThanNone(String algorithm) throws Exception {
    assertThat(errorOn("few-" + algorithm, algorithm, Mode.ONE_PASS, 4) / roundToNearest)
        .isBetween(0.1, 0.8);
  }

  @Test
  void gptqLayerAfterLayerLeavesAQuarter() throws Exception {
    assertThat(errorInMode("corrected", "gptq", Mode.SEQUENTIAL) / roundToNearest)
        .isBetween(0.05, 0.23);
  }

  /** What examples/minilm-best.yaml says. */
  @Test
  void theBestRecipeLeavesAFifth() throws Exception {
    String best = "{id: awq, rounding: {id: gptq, correction: 0.3, refine: 3}}";
    assertThat(errorInMode("best", best, Mode.SEQUENTIAL) / roundToNearest).isBetween(0.05, 0.19);
  }

  /** The plugin of the examples, with zero points stored as floats. */
  @Test
  void hqqLeavesLessThanNineTenthsOfTheErrorOfRoundToNearest() throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Path project = Path.of("..", "examples", "plugin-hqq");
    PluginJar.of(project, "woq4j-hqq", "1.0.0", plugins.resolve("hqq.jar"));

    assertThat(error("hqq", "--plugins", plugins) / roundToNearest).isBetween(0.5, 0.89);
  }

  @Test
  void kquantLeavesLessErrorThanRoundToNearest() throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("kquant-plugins"));
    Path project = Path.of("..", "plugins", "kquant");
    PluginJar.of(project, "woq4j-plugin-kquant", "1.0.0", plugins.resolve("kquant.jar"));

    assertThat(error("kquant", "--plugins", plugins) / roundToNearest).isBetween(0.5, 0.95);
  }

  private static double error(String algorithm, Object... more) throws Exception {
    return errorInMode(algorithm, algorithm, Mode.ONE_PASS, more);
  }

  private static double errorInMode(String name, String algorithm, Mode mode, Object... more)
      throws Exception {
    return errorOn(name, algorithm, mode, 256, more);
  }

  private static double errorOn(
      String name, String algorithm, Mode mode, int samples, Object... more) throws Exception {
    Path output = folder.resolve(name + ".onnx");
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("quantize", recipe(name, algorithm, mode, samples, output), "--no-verify"));
    arguments.addAll(List.of(more));
    Woq run = Woq.run(arguments.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    List<float[]> actual = embeddings(output);
    double sum = 0;
    for (int i = 0; i < expected.size(); i++) {
      sum += 1 - cosine(expected.get(i), actual.get(i));
    }
    return sum / expected.size();
  }

  private static Path recipe(String name, String algorithm, Mode mode, int samples, Path output)
      throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        model: %s
        output: %s
        calibration: {source: text, file: '%s', tokenizer: '%s', samples: %d, mode: %s}
        defaults: {algorithm: %s, bits: 4, group_size: 32, scheme: asym, format: matmul-nbits}
        """
            .formatted(
                model.getFileName(),
                output.getFileName(),
                CALIBRATION.toAbsolutePath(),
                tokenizer.toAbsolutePath(),
                samples,
                OptionSpec.written(mode),
                algorithm));
  }

  private static List<float[]> embeddings(Path file) throws Exception {
    List<float[]> embeddings = new ArrayList<>();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        Batches batches = heldOut()) {
      for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
        embed(environment, session, batch, embeddings);
      }
    }
    assertThat(embeddings).hasSize(HELD_OUT);
    return embeddings;
  }

  private static Batches heldOut() throws Exception {
    CalibrationSource text =
        ServiceLoader.load(CalibrationSource.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(source -> source.id().equals("text"))
            .findFirst()
            .orElseThrow();
    List<ModelInput> inputs =
        List.of("input_ids", "attention_mask", "token_type_ids").stream()
            .map(name -> new ModelInput(name, ElementType.INT64, List.of("batch", "sequence")))
            .toList();
    Path sentences = Path.of(FidelityTest.class.getResource("/held-out-sentences.txt").toURI());
    Map<String, Object> options =
        Map.of("file", sentences, "tokenizer", tokenizer, "samples", HELD_OUT);
    return text.open(inputs, OptionValues.of(text.options(), options));
  }

  private static void embed(
      OrtEnvironment environment,
      OrtSession session,
      List<NamedTensor> batch,
      List<float[]> embeddings)
      throws OrtException {
    Map<String, OnnxTensor> feeds = new HashMap<>();
    long[] mask = new long[0];
    try {
      for (NamedTensor tensor : batch) {
        LongBuffer data = tensor.data().duplicate().order(ByteOrder.nativeOrder()).asLongBuffer();
        long[] elements = new long[data.remaining()];
        data.get(elements);
        feeds.put(
            tensor.name(),
            OnnxTensor.createTensor(environment, LongBuffer.wrap(elements), tensor.shape()));
        mask = tensor.name().equals("attention_mask") ? elements : mask;
      }
      try (OrtSession.Result result = session.run(feeds)) {
        float[][][] states = (float[][][]) result.get(0).getValue();
        for (int i = 0; i < states.length; i++) {
          embeddings.add(mean(states[i], mask, i * states[i].length));
        }
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] mean(float[][] tokens, long[] mask, int from) {
    float[] sum = new float[tokens[0].length];
    for (int t = 0; t < tokens.length; t++) {
      for (int j = 0; j < sum.length && mask[from + t] != 0; j++) {
        sum[j] += tokens[t][j];
      }
    }
    return sum;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int j = 0; j < a.length; j++) {
      product += (double) a[j] * b[j];
      squaresA += (double) a[j] * a[j];
      squaresB += (double) b[j] * b[j];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }
}
