package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs in Java processes with a small heap. */
class ExhaustedMemoryTest {

  private record Ended(int code, String out) {}

  @TempDir private Path folder;
  private Path output;

  @BeforeEach
  void makeModel() throws Exception {
    TestModel.taking(1, 64)
        .weight("w", 64, 32)
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(folder.resolve("small.onnx"));
    output = Files.writeString(folder.resolve("out.onnx"), "old");
  }

  @Test
  void aPluginThatAllocatesWithoutEnd() throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    PluginJar.ofAlgorithm(
        "List<long[]> all = new ArrayList<>(); while (all != null) { all.add(new long[1 << 16]); }",
        plugins.resolve("acme.jar"));

    Ended run = quantize("--plugins", plugins.toString(), "--algorithm", "broken");

    assertThat(run.code()).as(run.out()).isEqualTo(Errors.RESOURCE);
    assertThat(run.out())
        .contains(
            "error: the algorithm 'broken' of plugin acme 1.0.0 (acme.jar) ran out of memory at w: ",
            "'memory' in the recipe (--memory)",
            "'threads' (--threads)")
        .containsPattern(
            "heap may take \\d+\\.\\d MiB, and the plan gives this work \\d+\\.\\d KiB")
        .containsPattern("-Xmx1\\d\\dm")
        .doesNotContain("\tat ", "Exception in thread");
    assertThat(output).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(folder.resolve("small.onnx"), output, plugins);
    }
  }

  private Ended quantize(String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.woq4j.cli.Main", "quantize", "--quiet", "--no-verify"));
    command.addAll(List.of("--model", "small.onnx", "--output", "out.onnx"));
    command.addAll(List.of(more));
    Process java =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(java.waitFor(), out);
  }
}
