package org.woq4j.runtime.onnx.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.core.frontier.BufferPool;

/** In a Java virtual machine of its own: the environment stays. */
class SharedEnvironmentTest {

  /** Prints what is known before and after somebody creates an environment, and then uses it. */
  static final class Host {

    private Host() {}

    public static void main(String[] arguments) {
      System.out.println(SharedEnvironment.presence());
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "host");
      System.out.println(SharedEnvironment.presence());
      System.out.println(LocalRuntime.start(new BufferPool()).library().version().isEmpty());
    }
  }

  private static List<String> run(String option) throws IOException, InterruptedException {
    ProcessBuilder host =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            option,
            Host.class.getName());
    // A long command line would crash ONNX Runtime 1.29.
    host.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = host.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return printed.lines().toList();
  }

  @Test
  void isFoundAndUsedWithoutAWarning() throws Exception {
    assertThat(run("-Dany=thing")).containsExactly("ABSENT", "PRESENT", "false");
  }

  /** The native library cannot be loaded here, so looking for an environment does not load it. */
  @Test
  void lookingDoesNotLoadTheLibrary() throws Exception {
    assertThat(run("-Donnxruntime.native.path=none")).startsWith("ABSENT");
  }
}
