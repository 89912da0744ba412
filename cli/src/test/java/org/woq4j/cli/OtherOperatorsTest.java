package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of functions and of operators that are no MatMul, Gemm or Gather, from end to end. */
class OtherOperatorsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"local_function", "fused_attention"})
  void productsAreCalibrated(String file) throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: %s
            output: output.onnx
            calibration: {source: random, batches: 8, sequence_length: 8}
            defaults: {algorithm: gptq, bits: 4, group_size: 16, format: matmul-nbits}
            """
                .formatted(model(file)));

    Woq run = Woq.run("quantize", recipe, "--report", folder.resolve("report.json"));

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("whole model, against the float model");
    assertThat(Files.readString(folder.resolve("report.json")))
        .containsPattern("\"algorithm\"\\s*:\\s*\"gptq\"")
        .doesNotContainPattern("\"algorithm\"\\s*:\\s*\"rtn\"");
    assertThat(share(file)).isLessThan(0.3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "lstm"})
  void othersAreDecodedWhereAFormatForItIsSet(String file) throws IOException {
    Path output = folder.resolve("output.onnx");

    Woq run = Woq.run("quantize", "--model", model(file), "--output", output, "--format", "qdq");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("whole model, against the float model", "decoded at each run");
    assertThat(share(file)).isLessThan(0.5);
  }

  @Test
  void withoutSuchAFormatTheySayWhatWouldWork() {
    Woq run =
        Woq.run("quantize", "--model", model("conv"), "--output", folder.resolve("output.onnx"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Conv", "a rule with format qdq asks for it");
    assertThat(Woq.run("inspect", model("conv")).out()).contains("yes, in format qdq: 64 x 128");
  }

  private static Path model(String file) {
    return SiteNamesTest.CASES.resolve(file + ".onnx").toAbsolutePath();
  }

  private double share(String file) throws IOException {
    return (double) Files.size(folder.resolve("output.onnx")) / Files.size(model(file));
  }
}
