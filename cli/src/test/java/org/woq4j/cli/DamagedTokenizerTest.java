package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The native tokenizer would abort the process on this file. */
class DamagedTokenizerTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plan", "quantize"})
  void aKeyWithoutQuotesIsRefusedWithItsPlace(String command) throws IOException {
    Files.copy(CalibrationDataTest.MODELS.resolve("bert.onnx"), folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("a.txt"), "One sentence.\n");
    Files.writeString(folder.resolve("tokenizer.json"), damagedTokenizer());
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: output.onnx
            calibration: {source: text, file: a.txt, tokenizer: tokenizer.json}
            defaults: {algorithm: gptq, bits: 4, group_size: 16, format: matmul-nbits}
            """);

    Woq run = Woq.run(command, recipe);

    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err())
        .containsPattern("tokenizer.json cannot be read .* not valid JSON, line \\d+ column \\d+");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("output") || name.startsWith(".woq"));
    }
  }

  private static String damagedTokenizer() throws IOException {
    try (InputStream json = Woq.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
      String sound = new String(json.readAllBytes(), StandardCharsets.UTF_8);
      String damaged = sound.replace("\"decoder\": {", "\"decoder\": {9: 1,");
      assertThat(damaged).isNotEqualTo(sound);
      return damaged;
    }
  }
}
