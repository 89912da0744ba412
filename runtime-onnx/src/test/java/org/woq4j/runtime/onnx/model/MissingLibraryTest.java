package org.woq4j.runtime.onnx.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.RuntimePlace;

class MissingLibraryTest {

  /** Starts the runtime and prints the error. */
  static final class Start {

    private Start() {}

    public static void main(String[] arguments) {
      try {
        OnnxRuntime.start(RuntimePlace.valueOf(arguments[0]), "nothing runs", "do without");
        System.out.print("started");
      } catch (WoqException e) {
        System.out.print(e.code().id() + ": " + e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RuntimePlace.class)
  void saysHowToDoWithout(RuntimePlace place) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Donnxruntime.native.path=none",
                "-cp",
                System.getProperty("java.class.path"),
                Start.class.getName(),
                place.name())
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
