package org.woq4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is started as its operator starts it. */
class FatJarIT {

  private static final Pattern REPORT =
      Pattern.compile("model.onnx -> .*: \\d+ layers, \\d+ -> (\\d+) bytes, checked: MODEL");

  @TempDir private Path folder;

  @Test
  void quantizesAModelInTheJar() throws IOException, InterruptedException {
    Path printed = folder.resolve("printed.txt");
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("service.jar"))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();

    assertThat(service.waitFor()).as(Files.readString(printed)).isZero();
    assertThat(printed).content().doesNotContain("WARN", "ERROR").containsPattern(REPORT);
    var report = REPORT.matcher(Files.readString(printed));
    assertThat(report.find()).isTrue();
    assertThat(printed).content().contains("in memory: " + report.group(1) + " bytes");
  }
}
