package org.woq4j.examples.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that quantizes now and then must not grow. What Java and the C library keep for
 * themselves would hide a leak: compilers work on for some forty runs (20 MiB), so Java interprets
 * here, and the library keeps free memory in each of its arenas (8 MiB), so it has one and gives
 * free memory back.
 */
class RepeatedRunsTest {

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"PROCESS", "CHILD"})
  void memoryReturnsToWhereItWasAfterFiveRuns(String place) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xint",
            "-Xms64m",
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-Djava.io.tmpdir=" + temporary,
            RepeatedRuns.class.getName(),
            place);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(printed).isZero();
    List<Long> growth = printed.lines().map(Long::valueOf).toList();
    assertThat(growth.get(0)).as("heap, KiB").isLessThan(512);
    assertThat(growth.get(1)).as("anonymous memory, KiB").isLessThan(1 << 10);
    assertThat(growth.subList(2, 4)).as("threads and temporary files").containsOnly(0L);
  }
}
