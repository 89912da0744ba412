package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with value names that look like the names of other values. */
class SiteNamesTest {

  static final Path CASES = Path.of("src", "test", "resources", "cases");

  @TempDir private Path folder;

  /**
   * A node {@code if0} has a branch with a value {@code h}; the main graph has a value named {@code
   * if0/then_branch/h}, which feeds w2.
   */
  @ParameterizedTest
  @ValueSource(strings = {"one-pass", "sequential"})
  void aNameThatLooksLikeAPathIsAName(String mode) throws IOException {
    Path model = CASES.resolve("site_name_clash.onnx").toAbsolutePath();
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: %s
            output: output.onnx
            calibration: {source: random, batches: 8, mode: %s}
            defaults: {algorithm: gptq, bits: 4, group_size: 16, format: matmul-nbits}
            """
                .formatted(model, mode));

    Woq run = Woq.run("quantize", recipe, "--report", folder.resolve("report.json"));

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(Files.readString(folder.resolve("report.json")))
        .containsPattern("\"weight\"\\s*:\\s*\"w2\"[^}]*\"algorithm\"\\s*:\\s*\"gptq\"");
  }
}
