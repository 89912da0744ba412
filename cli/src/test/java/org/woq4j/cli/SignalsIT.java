package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ends the script {@code woq} while it quantizes, by signals that only the script receives. */
@EnabledOnOs(OS.LINUX)
class SignalsIT {

  private static final String OLD = "an older model";

  @TempDir private Path folder;
  private Path output;

  @BeforeEach
  void write() throws IOException {
    output = Files.writeString(folder.resolve("out.onnx"), OLD);
  }

  @ParameterizedTest
  @CsvSource({"rtn, TERM, 143", "rtn, INT, 130", "gptq, TERM, 143"})
  void aRunThatIsToldToStopWritesNothing(String algorithm, String signal, int code)
      throws Exception {
    Process woq = startedWriting(algorithm);
    List<ProcessHandle> all = Stream.concat(Stream.of(woq.toHandle()), woq.descendants()).toList();
    kill(signal, woq.pid());
    assertThat(woq.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(woq.exitValue()).isEqualTo(code);
    assertThat(log()).endsWith("cancelled; nothing was written\n");
    assertThat(all).noneMatch(ProcessHandle::isAlive);
    assertThat(output).hasContent(OLD);
    assertThat(folder).isDirectoryNotContaining("glob:**.woq4j-*");
  }

  @ParameterizedTest
  @CsvSource({"rtn", "gptq"})
  void whatAKilledRunLeavesIsRemovedByTheNext(String algorithm) throws Exception {
    Process woq = startedWriting(algorithm);
    List<ProcessHandle> all = Stream.concat(woq.descendants(), Stream.of(woq.toHandle())).toList();
    for (ProcessHandle each : all) {
      kill("KILL", each.pid());
    }
    for (ProcessHandle each : all) {
      each.onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(output).hasContent(OLD);
    assertThat(folder).isDirectoryContaining("glob:**.woq4j-*");
    Path other = folder.resolve("other.onnx");
    assertThat(start("rtn", other).waitFor()).isZero();
    assertThat(output).hasContent(OLD);
    assertThat(other).isNotEmptyFile();
    assertThat(folder).isDirectoryNotContaining("glob:**.woq4j-*");
  }

  /** A run that has begun to write next to its output. */
  private Process startedWriting(String algorithm) throws Exception {
    Process woq = start(algorithm, output);
    Path staged = folder.resolve(".woq4j-out.onnx");
    while (!Files.exists(staged)) {
      assertThat(woq.waitFor(1, TimeUnit.MILLISECONDS)).as(log()).isFalse();
    }
    return woq;
  }

  private Process start(String algorithm, Path output) throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    Path models = root.resolve("examples/target/models");
    Path recipe =
        Files.write(
            folder.resolve("recipe.yaml"),
            List.of(
                "model: " + models.resolve("all-minilm-l6-v2.onnx"),
                "output: " + output,
                "defaults: {algorithm: "
                    + algorithm
                    + ", bits: 4, group_size: 32, format: matmul-nbits}",
                "calibration:",
                "  source: text",
                "  file: " + root.resolve("examples/sentences.txt"),
                "  tokenizer: " + models.resolve("all-minilm-l6-v2-tokenizer.json")));
    return new ProcessBuilder(root.resolve("woq").toString(), "quantize", recipe.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("woq.log").toFile())
        .start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("woq.log"));
  }

  private static void kill(String signal, long process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process)).start().waitFor();
  }
}
