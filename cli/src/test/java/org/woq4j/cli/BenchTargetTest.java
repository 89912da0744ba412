package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of speed that are measured here, and recipes that name them. */
class BenchTargetTest {

  private static final String HEAD = "operator, bits, group, level, 1, 8, 16, 64, 128, 256";

  @TempDir private Path folder;

  private Path recipe(String table) throws IOException {
    Woq.resource("/golden/rtn_05_in.onnx", folder.resolve("model.onnx"));
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        "model: model.onnx\noutput: out.onnx\n"
            + "target: {id: cpu, table: "
            + table
            + ", rows: 8}\n");
  }

  @Test
  void aMeasuredTableJudgesTheModelsOfARecipe() throws IOException {
    Path table = folder.resolve("here.csv");

    Woq measured =
        Woq.run("bench-target", "--width", 32, "--layers", 1, "--output", table.toString());

    assertThat(measured.code()).isZero();
    assertThat(measured.err()).isEmpty();
    assertThat(Files.readString(table)).isEqualTo(measured.out());
    assertThat(Files.readAllLines(table)).hasSize(12).contains(HEAD);
    assertThat(Woq.run("plan", recipe("here.csv")).code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "4, 0"})
  void theFormThatIsFastestInTheTableIsChosen(int fast, int slow) throws IOException {
    Files.writeString(
        folder.resolve("table.csv"),
        String.join(
            "\n",
            HEAD,
            "MatMulNBits, 4, 32, " + slow + ", 2, 2, 2, 2, 2, 2",
            "MatMulNBits, 4, 32, " + fast + ", .5, .5, .5, .5, .5, .5"));

    assertThat(Woq.run("plan", recipe("table.csv")).out())
        .contains("accuracy_level " + fast)
        .doesNotContain("accuracy_level " + slow);
  }

  @ParameterizedTest
  @CsvSource({"none.csv, cannot read the table", "recipe.yaml, is malformed"})
  void aTableThatIsNoneIsNamed(String table, String cause) throws IOException {
    Woq run = Woq.run("quantize", recipe(table));

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains(cause, table, "bench-target --output");
    assertThat(folder.resolve("out.onnx")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--width, 0, at least 1",
    "--layers, -1, at least 1",
    "--threads, 0, at least 1",
    "--width, 200000, at most 1 GB is measured",
    "--output, no/such/folder.csv, in a folder that exists",
    "--output, /, in a folder that exists",
  })
  void wrongArgumentsAreRefusedBeforeAnythingIsMeasured(String name, String value, String cause) {
    Woq run = Woq.run("bench-target", name, value);

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: ").contains(cause);
  }
}
