package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real run that is terminated. Repeated, because the message once lost a race with Java's end.
 */
@EnabledOnOs(OS.LINUX)
class CancelledTest {

  private static final int SIGTERM = 143;

  @TempDir private Path folder;

  @RepeatedTest(3)
  void aTerminatedRunSaysOnceThatNothingWasWritten() throws Exception {
    terminate("while (group != null) { context.checkCancelled(); }");
  }

  @Test
  void whatFailsInAProcessThatIsEndingIsNotTheCause() throws Exception {
    terminate(
        """
        try {
          while (group != null) { context.checkCancelled(); }
        } catch (java.util.concurrent.CancellationException ending) {
          Runtime.getRuntime().addShutdownHook(new Thread());
        }
        """);
  }

  /** Ends a run of an algorithm of these statements, and expects one message. */
  private void terminate(String statements) throws Exception {
    TestModel.taking(1, 64)
        .weight("w", 64, 32)
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
    PluginJar.ofAlgorithm(
        "", "System.out.write(1); System.out.flush(); " + statements, folder.resolve("acme.jar"));
    Process java = started();
    assertThat(java.getInputStream().read()).isEqualTo(1);

    java.toHandle().destroy();

    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEqualTo("cancelled; nothing was written\n");
    assertThat(java.waitFor()).isEqualTo(SIGTERM);
    assertThat(Files.exists(folder.resolve("out.onnx"))).isFalse();
  }

  private Process started() throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.woq4j.cli.Main",
            "quantize",
            "--quiet",
            "--model=model.onnx",
            "--output=out.onnx",
            "--plugins=.",
            "--algorithm=broken")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }
}
