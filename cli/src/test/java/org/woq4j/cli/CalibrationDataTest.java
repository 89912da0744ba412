package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Each source on exported models with a vocabulary of 200, and the messages for bad data. */
class CalibrationDataTest {

  static final Path MODELS = Path.of("..", "formats-onnx", "src", "test", "resources", "models");

  private static final int VOCABULARY = 200;

  @TempDir private Path folder;
  private Path batches;

  @BeforeEach
  void makeFolder() throws IOException {
    batches = Files.createDirectory(folder.resolve("batches"));
  }

  private Woq quantize(String model, String algorithm, String calibration) throws IOException {
    return quantize(model, algorithm, calibration, "auto");
  }

  private Woq quantize(String model, String algorithm, String calibration, String memory)
      throws IOException {
    Files.deleteIfExists(folder.resolve("model.onnx"));
    Files.copy(MODELS.resolve(model + ".onnx"), folder.resolve("model.onnx"));
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: output.onnx
            memory: %s
            threads: 2
            calibration: {%s}
            defaults: {algorithm: %s, bits: 4, group_size: 16, format: matmul-nbits}
            """
                .formatted(memory, calibration, algorithm));
    return Woq.run("quantize", recipe);
  }

  /** The first line of the message; the model is unchanged. */
  private String refusal(String model, String calibration) throws IOException {
    Woq run = quantize(model, "gptq", calibration);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("output") || name.startsWith(".woq"));
    }
    return run.err();
  }

  private static long[] ids(long seed, int count) {
    return new SplittableRandom(seed).longs(count, 0, VOCABULARY).toArray();
  }

  private void writeIds(String file, long seed, long... shape) {
    new Npz()
        .longs("input_ids", shape, ids(seed, (int) (shape[0] * shape[1])))
        .write(batches.resolve(file));
  }

  @ParameterizedTest
  @CsvSource({"llama_kv, gptq", "llama_kv, awq", "bert, gptq", "gpt2_tied, awq"})
  void arraysCalibrate(String model, String algorithm) throws IOException {
    writeIds("a.npz", 1, 2, 9);
    writeIds("b.npz", 2, 3, 16);
    Woq run = quantize(model, algorithm, "source: npz, path: batches");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("66 rows in 2 batches of 'npz'", "whole model, against the float model")
        .doesNotContain("warning");
  }

  /** The other reader of its head is the embedding, which shares the head's codes. */
  @Test
  void aTiedHeadIsScaled() throws IOException {
    writeIds("a.npz", 1, 2, 9);
    Woq run = quantize("gpt2_tied", "awq", "source: npz, path: batches");

    assertThat(run.out())
        .contains(
            "awq → matmul-nbits + gather-block-quantized",
            ": the input's scale is folded into node_layer_norm_4; the output of node_embedding is"
                + " divided, too, as it reads the same codes\n",
            "whole model, against the float model")
        .doesNotContain("no scale was searched");
  }

  @ParameterizedTest
  @CsvSource({"llama_kv, awq", "llama_kv, gptq", "llama_fp16, gptq", "bert, awq"})
  void randomNumbersCalibrateAndTheUserIsWarned(String model, String algorithm) throws IOException {
    Woq run = quantize(model, algorithm, "source: random, batches: 3, batch_size: 2");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("192 rows in 3 batches of 'random'", "whole model, against the float model")
        .contains("warning: the calibration data is random numbers");
  }

  /** Samples 16 and 32 of 33 are not calibrated with, and the same in every run. */
  @ParameterizedTest
  @CsvSource({
    "gptq, one-pass, '31 batches'",
    "gptq, sequential, '31 batches'",
    "rtn, one-pass, no:"
  })
  void samplesAreHeldOutForVerification(String algorithm, String mode, String calibrated)
      throws IOException {
    for (int i = 0; i < 33; i++) {
      writeIds("%02d.npz".formatted(i), i, 1, 6);
    }
    Woq run = quantize("bert", algorithm, "source: npz, path: batches, mode: " + mode);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            calibrated, "whole model, against the float model", "on 2 held-out samples of 'npz'");
    byte[] first = Files.readAllBytes(folder.resolve("output.onnx"));
    quantize("bert", algorithm, "source: npz, path: batches, mode: " + mode);
    assertThat(folder.resolve("output.onnx")).hasBinaryContent(first);
  }

  @Test
  void ofFewSamplesNoneIsHeldOut() throws IOException {
    writeIds("a.npz", 1, 15, 6);
    Woq run = quantize("bert", "gptq", "source: npz, path: batches");

    assertThat(run.out()).contains("on 90 rows in 1 batch", "on generated inputs");
  }

  @Test
  void testDataOfTheModelZooCalibrates() throws IOException {
    for (int set = 0; set < 3; set++) {
      TensorProto.Builder ids =
          TensorProto.newBuilder().setDataType(DataType.INT64.number()).addDims(2).addDims(8);
      for (long id : ids(set, 16)) {
        ids.addInt64Data(id);
      }
      Path place = Files.createDirectory(batches.resolve("test_data_set_" + set));
      Files.write(place.resolve("input_0.pb"), ids.build().toByteArray());
    }
    Woq run = quantize("llama_kv", "gptq", "source: onnx-data, path: batches");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("48 rows in 3 batches of 'onnx-data'", "whole model");
  }

  @Test
  void aTokenizerOfAnotherModelIsReportedWithBatchAndInput() throws IOException {
    Woq.tokenizer(folder);
    Files.writeString(folder.resolve("a.txt"), "One sentence.\nAnother sentence.\n");

    assertThat(refusal("bert", "source: text, file: a.txt, tokenizer: tokenizer.json"))
        .contains(
            "batch 1 (a.txt, lines 1, 2): the input input_ids is 2178 at [0, 1]",
            "has 200 rows",
            "the model's own tokenizer");
  }

  @Test
  void idsBeyondTheVocabularyAreReportedWithBatchAndInput() throws IOException {
    writeIds("a.npz", 1, 2, 9);
    new Npz().longs("input_ids", new long[] {1, 3}, -200, 199, 200).write(batches.resolve("b.npz"));

    assertThat(refusal("llama_kv", "source: npz, path: batches"))
        .contains(
            "batch 2 (b.npz): the input input_ids is 200 at [0, 2], but the table that it indexes"
                + " has 200 rows");
  }

  @Test
  void emptyFilesAreReported() throws IOException {
    Files.createFile(folder.resolve("empty.npz"));
    assertThat(refusal("bert", "source: npz, path: empty.npz")).contains("batch 1 (empty.npz)");
  }

  @Test
  void emptyFoldersAreReported() throws IOException {
    assertThat(refusal("bert", "source: npz, path: batches")).contains("has no .npz file");
  }

  @Test
  void wrongNamesAreReportedWithBatchAndInput() throws IOException {
    writeIds("a.npz", 1, 2, 9);
    new Npz().longs("input_idz", new long[] {1, 1}, 5).write(batches.resolve("b.npz"));

    assertThat(refusal("bert", "source: npz, path: batches"))
        .contains("batch 2 (b.npz): the model has no input input_idz", "did you mean input_ids?");
  }

  @Test
  void wrongShapesAndTypesAreReportedWithBatchAndInput() throws IOException {
    new Npz()
        .ints("input_ids", new long[] {2, 2}, 1, 2, 3, 4)
        .longs("attention_mask", new long[] {4}, 1, 1, 1, 1)
        .write(batches.resolve("a.npz"));

    assertThat(refusal("llama_kv", "source: npz, path: batches"))
        .contains(
            "batch 1 (a.npz): the input input_ids is INT32, but the model expects INT64",
            "batch 1 (a.npz): the input attention_mask has the shape [4]");
  }

  @Test
  void sequencesThatTheModelDoesNotTakeAreReportedWithTheirShape() throws IOException {
    writeIds("a.npz", 1, 1, 3000);

    assertThat(refusal("bert", "source: npz, path: batches")).contains("batch 1 (a.npz): ", "3000");
  }

  @Test
  void notANumberIsReportedWithBatchAndInput() throws IOException {
    past(Float.NaN);

    assertThat(refusal("llama_kv", "source: npz, path: batches"))
        .contains("batch 1 (a.npz): the input past_key_values.1.value is NaN at [0, 1, 0, 4]");
  }

  @Test
  void activationsThatAreNotFiniteAreReportedWithBatchAndSite() throws IOException {
    past(Float.POSITIVE_INFINITY);

    assertThat(refusal("llama_kv", "source: npz, path: batches"))
        .containsPattern("batch 1 \\(a.npz\\): the activation \\S+ is (Infinity|NaN) at row ");
  }

  /** One sample with a past of one token, in which one element is bad. */
  private void past(float bad) {
    Npz npz = new Npz().longs("input_ids", new long[] {1, 2}, 5, 6);
    npz.longs("attention_mask", new long[] {1, 3}, 1, 1, 1);
    npz.longs("position_ids", new long[] {1, 2}, 1, 2);
    for (int layer = 0; layer < 2; layer++) {
      for (String what : new String[] {"key", "value"}) {
        boolean here = layer == 1 && what.equals("value");
        String name = "past_key_values." + layer + "." + what;
        npz.floats(name, new long[] {1, 2, 1, 16}, 20, here ? bad : 0);
      }
    }
    npz.write(batches.resolve("a.npz"));
  }

  @Test
  void aProviderThatIsNotThereIsReportedWithTheArtifactThatHasIt() throws IOException {
    assertThat(refusal("bert", "source: random, providers: [CUDAExecutionProvider]"))
        .contains(
            "lacks CUDAExecutionProvider",
            "com.microsoft.onnxruntime:onnxruntime_gpu",
            "available: CPUExecutionProvider");
  }

  @Test
  void aLittleMemorySplitsTheModelWithTheSameResult() throws IOException {
    writeIds("a.npz", 1, 4, 16);
    String calibration = "source: npz, path: batches";
    Woq all = quantize("llama_kv", "gptq", calibration);
    Woq tooLittle = quantize("llama_kv", "gptq", calibration, "1MiB");
    Woq little = quantize("llama_kv", "gptq", calibration, tooLittle.memoryThatIsEnough());

    assertThat(all.out()).contains("of 'npz', 1 pass,");
    assertThat(little.out()).as(little.err()).contains("of 'npz', 1 pass,");
    assertThat(
            Woq.run(
                    "plan",
                    folder.resolve("recipe.yaml"),
                    "--memory",
                    tooLittle.memoryThatIsEnough())
                .out())
        .containsPattern("1 pass in [2-9] pieces of the model, up to .* of activations between");
    assertThat(errors(little)).isEqualTo(errors(all)).contains("0.");
  }

  private static String errors(Woq run) {
    return run.out().substring(run.out().indexOf("largest errors"));
  }

  /** Of the tokens of another model, these are within the vocabulary. */
  @Test
  void samplesAreTakenFromTheBeginning() throws IOException {
    Woq.tokenizer(folder);
    Files.writeString(folder.resolve("a.txt"), "[UNK] [MASK]\n".repeat(5));
    Woq run =
        quantize(
            "bert", "gptq", "source: text, file: a.txt, tokenizer: tokenizer.json, samples: 3");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("on 12 rows in 1 batch of 'text'");
  }
}
