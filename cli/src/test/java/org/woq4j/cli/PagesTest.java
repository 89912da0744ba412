package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options {@code --html} and {@code --json}, and the report of a run with an evaluation. */
class PagesTest {

  @TempDir private Path folder;

  private Path page;
  private Path json;

  @BeforeEach
  void writeModelAndData() throws IOException {
    Files.copy(CalibrationDataTest.MODELS.resolve("llama_kv.onnx"), folder.resolve("model.onnx"));
    long[] ids = new SplittableRandom(1).longs(2 * 9, 0, 64).toArray();
    new Npz().longs("input_ids", new long[] {2, 9}, ids).write(folder.resolve("held-out.npz"));
    page = folder.resolve("page.html");
    json = folder.resolve("result.json");
  }

  private Path recipe(String bound) throws IOException {
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: model.onnx
        output: output.onnx
        defaults: {algorithm: rtn, bits: 4, group_size: 16, format: matmul-nbits}
        evaluation: {source: npz, path: held-out.npz, require: {cosine: "%s"}}
        """
            .formatted(bound));
  }

  @Test
  void aRunIsAPageWithItsEvaluation() throws IOException {
    Woq run = Woq.run("quantize", recipe(">= 0.5"), "--html", page, "--report", json);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("2 samples of 'npz'", "cosine", "met");
    assertThat(body())
        .contains(">output.onnx</h1>", "✓ 2 of 2 met", "matmul-nbits, 4 bits", "algorithm: rtn");
    assertThat(Files.readString(json)).contains("\"layers\" : [", "\"evaluation\" : {");
  }

  @Test
  void aRunThatIsRefusedHasAPageThatSaysWhy() throws IOException {
    Woq run = Woq.run("quantize", recipe(">= 1"), "--html", page);

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.out()).contains("NOT MET");
    assertThat(body()).contains("✗ 0 of 2 met");
    assertThat(folder.resolve("output.onnx")).doesNotExist();
  }

  @Test
  void documentsThatCannotBeWrittenAreNamedBeforeTheRun() throws IOException {
    Path lost = folder.resolve("none").resolve("report.json");
    Woq run = Woq.run("quantize", recipe(">= 0.5"), "--html", folder, "--report", lost);

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err())
        .contains(lost + " cannot be written: there is no folder " + lost.getParent())
        .contains(folder + " cannot be written: it is a folder");
    assertThat(folder.resolve("output.onnx")).doesNotExist();
  }

  @Test
  void aComparisonIsAPageAndADocument() throws IOException {
    Woq run =
        Woq.run(
            "compare",
            folder.resolve("model.onnx"),
            recipe(">= 0"),
            "--data",
            folder.resolve("held-out.npz"),
            "--no-speed",
            "--html",
            page,
            "--json",
            json);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("most is lost in");
    assertThat(body())
        .contains("Compared with model.onnx on 2 samples of 'npz'", "Where it was lost");
    assertThat(Files.readString(json)).startsWith("{\n  \"reference\" : {");
  }

  /** What the page has to say, without its style and scripts. */
  private String body() throws IOException {
    String text = Files.readString(page);
    return text.substring(text.indexOf("<main"), text.indexOf("</main>"));
  }
}
