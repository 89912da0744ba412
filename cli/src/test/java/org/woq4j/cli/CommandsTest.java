package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  @ParameterizedTest
  @CsvSource({
    "rtn, clip_search, weighted",
    "matmul-nbits, accuracy_level, 0",
    "qdq, type, uint",
    "scheme, group_size, at least -1",
    "embeddings, bits, 8 | 4 | off",
    "embeddings, pool, auto | mean",
    "rest, io, float32 | float16",
    "calibration, on_missing, rtn | error",
    "calibration, providers, a list of texts",
    "text, samples, at least -1",
    "random, below, at least 0",
  })
  void describePrintsEveryOption(String name, String option, String value) {
    Woq run = Woq.run("describe", name);

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("  " + option + " (", value, "default");
  }

  @ParameterizedTest
  @CsvSource({"text, tokenizer", "npz, path", "onnx-data, path"})
  void describeSaysWhatMustBeGiven(String name, String option) {
    assertThat(Woq.run("describe", name).out())
        .contains("calibration source", "  " + option + " (path): a path, must be given");
  }

  @Test
  void describeWithoutANameListsThem() {
    assertThat(Woq.run("describe").out())
        .contains(
            "rtn",
            "matmul-nbits",
            "matmul-fpq4",
            "qdq",
            "gather-block-quantized",
            "dynamic-int8",
            "fake-quant")
        .contains("calibration", "text", "npz", "onnx-data", "random");
  }

  @Test
  void describeSuggestsTheNearestName() {
    Woq run = Woq.run("describe", "matmul-nbit");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean 'matmul-nbits'?");
  }

  @Test
  void schemaIsJson() {
    assertThat(Woq.run("schema").out()).startsWith("{").contains("\"clip_search\"", "\"rules\"");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          quantize                                      | give a recipe, or --model and --output
          quantize --model a --bits 4                   | give a recipe, or --model and --output
          quantize r.yaml --bits 8                      | --set defaults.bits=8
          plan r.yaml --model a --output b              | a recipe excludes options
          quantize --model a --output b --set threads=1 | --set needs a recipe
          quantize --set threads=1                      | --set needs a recipe
          plan --model .                                | give a recipe, or --model and --output
          quantize --model a --output b --bits 4 --exclude c --exclude d --bits=8 | option '--bits' (N) should be specified only once
          """,
      delimiter = '|')
  void aRecipeAndTheOptionsThatReplaceItExcludeEachOther(String arguments, String message) {
    assertRefused(arguments, message);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          inspect                                       | Missing required parameter: 'MODEL'
          inspect a b                                   | Unmatched argument at index 2: 'b'
          compare a                                     | '--data=FILE', 'CANDIDATE'
          plugins install                               | Missing required parameter: 'JAR'
          plugins                                       | a command is missing
          quantize --model a --output b --bits four     | '--bits': 'four' is not an int
          quantize --model a --output b --rest int8     | '--rest': expected one of [FLOAT32, FLOAT16, BFLOAT16]
          plan --model a --output b --format-option x   | should be in KEY=VALUE format but was x
          bench-target --layers 0                       | must be at least 1
          """,
      delimiter = '|')
  void argumentsThatAreMissingOrWrongAreNamed(String arguments, String message) {
    assertRefused(arguments, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quantize", "plugins", "describe"})
  void everyCommandHasHelpAndTellsTheVersion(String command) {
    assertThat(Woq.run(command, "--help").out()).startsWith("Usage: woq " + command);
    assertThat(Woq.run(command, "--version").out()).startsWith("woq ").hasLineCount(1);
  }

  @Test
  void missingFilesAreNamed() {
    Woq recipe = Woq.run("quantize", "no-such.yaml");
    assertThat(recipe.code()).isEqualTo(2);
    assertThat(recipe.err()).contains("no-such.yaml");

    Woq model = Woq.run("inspect", "no-such.onnx");
    assertThat(model.code()).isEqualTo(2);
    assertThat(model.err()).contains("no-such.onnx");
  }

  @Test
  void aFolderInPlaceOfAModelIsReportedWithTheOtherProblems(@TempDir Path folder) {
    Woq run =
        Woq.run(
            "plan", "--model", folder, "--output", folder.resolve("o.onnx"), "--algorithm", "ntr");

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains("there is no algorithm 'ntr'", folder + " has no model");
  }

  /** Sizes are written as recipes write them. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5GiB", "999999999T", "much"})
  void refusesATextThatIsNotASize(String memory) {
    Woq run = Woq.run("quantize", "--model", "a", "--output", "b", "--memory", memory);

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains("--memory must be", "512MiB", "was '" + memory + "'");
  }

  @Test
  void unknownOptionsAreSuggested() {
    Woq run = Woq.run("quantize", "--modle", "a");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--model").doesNotContain("Exception");
  }

  private static void assertRefused(String arguments, String message) {
    Woq run = Woq.run((Object[]) arguments.split(" +"));

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).startsWith("error: ").contains(message);
  }
}
