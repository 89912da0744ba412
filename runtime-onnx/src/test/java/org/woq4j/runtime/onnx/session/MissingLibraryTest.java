package org.woq4j.runtime.onnx.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;

class MissingLibraryTest {

  /** Starts the runtime and prints the error. */
  static final class Start {

    private Start() {}

    public static void main(String[] arguments) {
      try {
        OnnxRuntime.start("nothing runs", "do without");
        System.out.print("started");
      } catch (WoqException e) {
        System.out.print(e.code().id() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void saysHowToDoWithout() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dos.arch=none",
                "-cp",
                System.getProperty("java.class.path"),
                Start.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said)
        .startsWith("runtime.unavailable: ONNX Runtime does not start on this machine")
        .contains("none")
        .contains("so nothing runs: ")
        .endsWith("or do without");
  }
}
