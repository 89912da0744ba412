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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The heap stays full after the failure; the message must find room in it. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aPluginThatKeepsWhatItAllocates(String threads) throws Exception {
    TestModel model = TestModel.taking(1, 64);
    for (int i = 0; i < 4; i++) {
      model
          .weight("w" + i, 64, 64)
          .node("MatMul", List.of(i == 0 ? "x" : "y" + i, "w" + i), "y" + (i + 1));
    }
    model.output("y4").write(folder.resolve("small.onnx"));
    PluginJar.ofAlgorithm(
        """
        class Kept { static final List<byte[]> ALL = Collections.synchronizedList(new LinkedList<>()); }
        while (scales[0] == 1) { Kept.ALL.add(new byte[1000]); }
        """,
        folder.resolve("acme.jar"));

    Ended run = quantize("--plugins", ".", "--algorithm", "broken", "--threads", threads);

    assertThat(run.code()).as(run.out()).isEqualTo(Errors.RESOURCE);
    assertThat(run.out())
        .startsWith("error: ")
        .containsOnlyOnce("error: ")
        .contains("WOQ_JAVA_OPTS=-Xmx")
        .doesNotContain("\tat ", "Exception in thread");
    assertThat(output).hasContent("old");
  }

  private Ended quantize(String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.woq4j.cli.Main", "quantize", "--quiet", "--no-verify"));
    command.addAll(List.of("--model", "small.onnx", "--output", "out.onnx"));
    command.addAll(List.of(more));
    Process java =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(java.waitFor(), out);
  }
}
