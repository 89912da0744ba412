package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.Quantizer;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

/** The real encoder, layer after layer. */
class SequentialTest {

  private static final Path SENTENCES = Path.of("..", "examples", "sentences.txt").toAbsolutePath();

  @TempDir private static Path folder;
  private static Path model;
  private static Path tokenizer;

  @BeforeAll
  static void unpack() throws IOException {
    model = Woq.miniLm(folder);
    tokenizer = Woq.tokenizer(folder);
  }

  private static Path recipe(String name, String mode, String algorithm) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        model: minilm.onnx
        output: %s.onnx
        calibration:
          {source: text, file: '%s', tokenizer: tokenizer.json, samples: 16, mode: %s}
        defaults: {algorithm: %s, group_size: 32, format: matmul-nbits}
        """
            .formatted(name, SENTENCES, mode, algorithm));
  }

  @Test
  void sameBytesOnAnyNumberOfThreadsInMemoryOrNot() throws IOException {
    Path recipe = recipe("same", "sequential", "{id: gptq, refine: 1}");
    Path output = folder.resolve("same.onnx");
    String tight = Woq.run("plan", recipe, "--threads", 3, "--memory", "1MiB").memoryThatIsEnough();
    byte[][] written = new byte[2][];
    for (int run = 0; run < 2; run++) {
      Woq woq =
          Woq.run(
              "quantize",
              recipe,
              "--threads",
              run == 0 ? 1 : 3,
              "--memory",
              run == 0 ? "1GiB" : tight);
      assertThat(woq.code()).as(woq.err()).isZero();
      assertThat(woq.out()).contains("layer after layer", "verified");
      written[run] = Files.readAllBytes(output);
    }
    assertThat(written[0]).isEqualTo(written[1]);
  }

  @Test
  void planShowsThePiecesInTheirOrder() throws IOException {
    Woq run = Woq.run("plan", recipe("plan", "sequential", "gptq"), "--all");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "QUANTIZED AFTERWARDS",
            "layer after layer in 25 pieces",
            "between pieces, all in memory")
        .containsSubsequence(
            "/encoder/layer.0/output/LayerNorm/Add_1_output_0",
            "/encoder/layer.1/output/LayerNorm/Add_1_output_0");
  }

  @Test
  void correctionWithoutSequentialModeIsRefusedWithTheCure() throws IOException {
    Woq run = Woq.run("plan", recipe("refused", "one-pass", "{id: gptq, correction: 0.3}"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("refused.yaml:5:", "'correction' of 'gptq'", "mode to sequential");
  }

  @Test
  void anInterruptedRunLeavesNoFilesBehind() throws IOException {
    Path place = Files.createDirectory(folder.resolve("interrupted"));
    QuantizationRequest request =
        QuantizationRequest.builder(model, place.resolve("out.onnx"))
            .defaults(Settings.builder().algorithm("gptq").format("matmul-nbits").build())
            .calibration(
                new Calibration(
                    Reference.of(
                        "text", Map.of("file", SENTENCES, "tokenizer", tokenizer, "samples", 16)),
                    Mode.SEQUENTIAL,
                    List.of(),
                    Optional.of(Reference.of("rtn"))))
            .build();
    Cancellation cancellation = new Cancellation();
    ProgressListener listener =
        (stage, done, total) -> {
          if (stage == Stage.CALIBRATE && done > total / 3) {
            cancellation.cancel();
          }
        };
    RunControl control = new RunControl(listener, cancellation);
    Quantizer quantizer = Quantizer.builder().build();

    assertThatThrownBy(() -> quantizer.quantize(request, List.of(), control))
        .isInstanceOf(CancellationException.class);
    try (Stream<Path> left = Files.list(place)) {
      assertThat(left).isEmpty();
    }
  }
}
