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

/** {@code woq compare}, and the section {@code evaluation} of recipes. */
class EvaluationTest {

  private static final int VOCABULARY = 64;

  @TempDir private Path folder;

  @BeforeEach
  void writeModelAndData() throws IOException {
    Files.copy(CalibrationDataTest.MODELS.resolve("llama_kv.onnx"), folder.resolve("model.onnx"));
    for (String batches : new String[] {"held-out", "fitted"}) {
      Path place = Files.createDirectory(folder.resolve(batches));
      for (int i = 0; i < 3; i++) {
        long[] ids =
            new SplittableRandom(batches.length() + i).longs(2 * 9, 0, VOCABULARY).toArray();
        new Npz().longs("input_ids", new long[] {2, 9}, ids).write(place.resolve(i + ".npz"));
      }
    }
  }

  private Path recipe(String evaluation) throws IOException {
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: model.onnx
        output: output.onnx
        defaults: {algorithm: rtn, bits: 4, group_size: 16, format: matmul-nbits}
        """
            + evaluation);
  }

  private Woq compare(Object... arguments) {
    return Woq.run(
        Stream.concat(
                Stream.of(
                    "compare", folder.resolve("model.onnx"), "--data", folder.resolve("held-out")),
                Stream.of(arguments))
            .toArray());
  }

  @Test
  void aModelAndARecipeAreCompared() throws IOException {
    Woq.run("quantize", recipe(""));
    // The comparison takes the place of the recipe's own evaluation.
    Path recipe = recipe("evaluation: {source: npz, path: fitted, require: {kl: \"<= 0\"}}\n");
    Path output = folder.resolve("output.onnx");

    Woq run = compare(output, recipe, "--require", "kl=<= 1", "--threads", "1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("output.onnx", "recipe.yaml", "kl ", "perplexity_ratio", "logits (cached)")
        .contains("latency_ratio", "size_ratio");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.onnx", "held-out", "fitted", "recipe.yaml", "output.onnx");
    }
  }

  @Test
  void aMeasureOfAPluginIsMeasuredAndCanBeRequired() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    PluginJar.ofMeasure(plugins.resolve("acme.jar"));
    Path json = folder.resolve("result.json");

    Woq run =
        compare(
            recipe(""),
            "--plugins",
            plugins,
            "--require",
            "same_sign=>= 0.999999",
            "--no-speed",
            "--no-layers",
            "--json",
            json);

    assertThat(run.code()).as(run.err()).isEqualTo(5);
    assertThat(run.out()).containsPattern("same_sign +0\\.\\d+ share");
    assertThat(run.err()).contains("error: same_sign of recipe.yaml is 0.");
    assertThat(Files.readString(json)).contains("\"measure\" : \"same-sign\"", "acme 1.0.0");
  }

  /** What is computed in half precision gets what the float model returns in float32. */
  @Test
  void layersAreComparedAcrossPrecisions() throws IOException {
    Woq run = compare(recipe("rest: float16\n"), "--no-speed");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("most is lost in").doesNotContain("were not compared");
  }

  @Test
  void aRequirementThatFailsHasAnExitCodeOfItsOwn() throws IOException {
    Woq run = compare(recipe(""), "--require", "kl=<= 1e-9", "--no-speed", "--no-layers");

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err()).contains("error: kl of logits of recipe.yaml is 0.", "required is <= 1");
    assertThat(run.out()).doesNotContain("latency_ratio");
  }

  @ParameterizedTest
  @CsvSource({
    "'cosine: \">= 0.5\", size_ratio: \"<= 1\"', discard, 0, true",
    "'cosine: \">= 0.99999\"', discard, 5, false",
    "'cosine: \">= 0.99999\"', keep, 5, true",
    "'cosinus: \">= 0.5\"', discard, 5, false",
  })
  void aRecipeRefusesItsOutput(String require, String onFailure, int code, boolean written)
      throws IOException {
    Woq run =
        Woq.run(
            "quantize",
            recipe(
                """
                evaluation: {source: npz, path: held-out, require: {%s}, on_failure: %s}
                """
                    .formatted(require, onFailure)));

    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(Files.exists(folder.resolve("output.onnx"))).isEqualTo(written);
    if (code != 0) {
      assertThat(run.complaints()).contains("recipe.yaml:4:", "error: cosin");
    }
  }

  @Test
  void samplesOfTheCalibrationDoNotCount() throws IOException {
    String data = "source: npz, path: fitted";
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: output.onnx
            calibration: {%s}
            evaluation: {%s}
            defaults: {algorithm: awq, bits: 4, group_size: 16, format: matmul-nbits}
            """
                .formatted(data, data));

    Woq run = Woq.run("quantize", recipe);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.complaints()).contains("all 6 samples are samples of the calibration");
    assertThat(folder.resolve("output.onnx")).doesNotExist();

    // One file of the held-out data has the seed of one that calibrates.
    assertThat(compare(recipe, "--no-speed", "--no-layers").out())
        .contains("compared on 4 samples of 'npz'; 2 more were left out");
  }

  @Test
  void whatIsWrongIsNamedBeforeTheRun() throws IOException {
    Woq run = Woq.run("plan", recipe("evaluation: {source: npz, pat: held-out}\n"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("'npz' has no option 'pat'", "needs the option 'path'");
    assertThat(compare("absent.onnx").code()).isEqualTo(2);
    assertThat(compare(recipe(""), "--samples", 0).err()).contains("--samples must be 1 or more");
    assertThat(compare(recipe(""), "--source", "text").err()).contains("text needs --tokenizer");
    assertThat(compare(recipe(""), "--require", "kl=1").err())
        .contains("must be '>=' or '<=' and a number");
  }
}
