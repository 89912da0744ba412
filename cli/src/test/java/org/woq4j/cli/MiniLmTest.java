package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user does, on the real encoder. */
class MiniLmTest {

  /**
   * SHA-256 of the 4-bit encoder, on whatever JDK this runs. To be replaced when the output changes
   * on purpose, as with a new version of woq4j, which the output names.
   */
  private static final String SAME_BYTES =
      "e876dc8b8a81078572f2be818489410c81095aac977032a6656afa81f045aeea";

  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void unpackModel() {
    model = Woq.miniLm(folder);
  }

  private static Path recipe(String name, String... lines) throws IOException {
    Path recipe = folder.resolve(name + ".yaml");
    Files.writeString(recipe, String.join("\n", lines) + "\n");
    return recipe;
  }

  @ParameterizedTest
  @CsvSource({
    "4, 32, asym, matmul-nbits",
    "4, 32, sym, matmul-nbits",
    "8, 128, asym, matmul-nbits",
    "3, -1, sym, matmul-nbits",
    "4, 32, asym, qdq",
    "5, 48, asym, fake-quant",
  })
  void quantizesAndVerifies(int bits, int groupSize, String scheme, String format)
      throws IOException {
    Path output = folder.resolve(format + bits + scheme + ".onnx");
    Path report = folder.resolve(format + bits + scheme + ".json");
    Woq run =
        Woq.run(
            "quantize",
            "--model",
            model,
            "--output",
            output,
            "--bits",
            bits,
            "--group-size",
            groupSize,
            "--scheme",
            scheme,
            "--format",
            format,
            "--report",
            report);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("39 layers", "whole model, against the float model", "an embedding this small");
    assertThat(Files.readString(report)).contains("\"/encoder/layer.0/output/dense/MatMul\"");
    assertThat(output).isRegularFile();
  }

  @Test
  void sameBytesOnOneThreadAndOnThree() throws IOException {
    Path one = folder.resolve("one.onnx");
    Path three = folder.resolve("three.onnx");
    for (Object[] run : new Object[][] {{one, 1, "300MiB"}, {three, 3, "80MiB"}}) {
      Path recipe =
          recipe(
              "threads" + run[1],
              "model: minilm.onnx",
              "output: same.onnx",
              "defaults: {algorithm: rtn, format: matmul-nbits}");
      assertThat(
              Woq.run("quantize", recipe, "--no-verify", "--threads", run[1], "--memory", run[2])
                  .code())
          .isZero();
      Files.move(folder.resolve("same.onnx"), (Path) run[0]);
    }

    assertThat(Files.mismatch(one, three)).isEqualTo(-1);
    assertThat(sha256(one)).isEqualTo(SAME_BYTES);
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void secondRunReplacesTheFirst() throws IOException {
    Path recipe =
        recipe(
            "again",
            "model: minilm.onnx",
            "output: again.onnx",
            "defaults: {algorithm: rtn, format: matmul-nbits}",
            "external_data: always");
    assertThat(Woq.run("quantize", recipe, "--no-verify").code()).isZero();
    byte[] first = Files.readAllBytes(folder.resolve("again.onnx.data"));
    assertThat(Woq.run("quantize", recipe).code()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("again.onnx.data"))).isEqualTo(first);
    assertThat(Woq.run("quantize", recipe, "--no-verify", "--set", "external_data=never").code())
        .isZero();
    assertThat(folder.resolve("again.onnx.data")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "off,50000000,matmul-nbits),embeddings' is off",
    "8,18500000,rtn → gather-int8;,an embedding this small",
    "4,14300000,rtn → gather-block-quantized;,an embedding this small"
  })
  void embeddingsHaveBitsOfTheirOwn(String bits, long least, String format, String left)
      throws IOException {
    Path output = folder.resolve("embeddings" + bits + ".onnx");
    Woq run =
        Woq.run(
            "quantize",
            "--model",
            folder.resolve("minilm.onnx"),
            "--output",
            output,
            "--embeddings",
            bits);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains(format, left, "whole model, against the float model");
    assertThat(Files.size(output)).isBetween(least, least + least / 10);
  }

  @Test
  void aRuleDecidesForAnEmbedding() throws IOException {
    Path recipe =
        recipe(
            "embedding",
            "model: minilm.onnx",
            "output: embedding.onnx",
            "defaults: {algorithm: rtn, format: matmul-nbits, group_size: 32}",
            "embeddings: off",
            "rules:",
            "  - match: {op: Gather, name: '*word_embeddings*'}",
            "    bits: 4");
    Woq run = Woq.run("quantize", recipe);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out())
        .contains("38 layers", "rtn → gather-block-quantized", "embeddings' is off", "whole model");
    assertThat(Files.size(folder.resolve("embedding.onnx"))).isLessThan(16_000_000);
  }

  @Test
  void planReadsNoWeightAndWritesNothing() throws IOException {
    Path recipe =
        recipe(
            "plan",
            "model: minilm.onnx",
            "output: plan.onnx",
            "defaults: {algorithm: rtn, format: matmul-nbits}",
            "rules:",
            "  - match: '/encoder/layer.0/*'",
            "    bits: 8");
    Woq run = Woq.run("plan", recipe);

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "rtn 8 bits", "rtn 4 bits", "applies to 6 nodes", "peak memory", "bits per weight");
    assertThat(folder.resolve("plan.onnx")).doesNotExist();
  }

  @Test
  void inspectListsEveryConstantWeight() {
    Woq run = Woq.run("inspect", model);

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("/encoder/layer.0/attention/self/query/MatMul", "384 x 1536", "Gather", "Gemm");
  }

  @Test
  void allMistakesAreReportedAtOnceAndNothingIsWritten() throws IOException {
    Path recipe =
        recipe(
            "mistakes",
            "model: minilm.onnx",
            "output: mistakes.onnx",
            "defaults:",
            "  algoritm: rtn",
            "  bits: 9",
            "  format: matmul-nbit",
            "rules:",
            "  - match: '/encoder/layer.9/*'",
            "    skip: true");
    Woq run = Woq.run("quantize", recipe);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("mistakes.yaml:4:3", "algorithm")
        .contains("mistakes.yaml:5:9", "1 to 8")
        .contains("mistakes.yaml:6:11", "did you mean 'matmul-nbits'?")
        .contains("/encoder/layer.9/*");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("mistakes.onnx") || name.startsWith(".woq"));
    }
  }

  @Test
  void outputThatIsTheInputIsRefused() throws IOException {
    long size = Files.size(model);
    Woq run = Woq.run("quantize", "--model", model, "--output", model);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("minilm.onnx");
    assertThat(Files.size(model)).isEqualTo(size);
  }
}
