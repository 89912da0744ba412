package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code woq} loads ONNX Runtime from the user's cache folder. */
@EnabledOnOs(OS.LINUX)
class NativeLibrariesIT {

  @TempDir private Path folder;

  @Test
  void librariesAreExtractedOnceAndCheckedBeforeTheyAreLoaded() throws Exception {
    run();
    List<Path> libraries = libraries();
    assertThat(libraries).hasSizeGreaterThanOrEqualTo(2);
    Path library = libraries.get(0);
    byte[] whole = Files.readAllBytes(library);
    Files.write(library, new byte[whole.length]);
    Object damaged = key(library);
    Object other = key(libraries.get(1));
    run();
    assertThat(library).hasBinaryContent(whole);
    assertThat(key(library)).isNotEqualTo(damaged);
    assertThat(key(libraries.get(1))).isEqualTo(other);
  }

  @Test
  void aCacheThatIsOpenToOthersIsNotUsed() throws Exception {
    Path cache = Files.createDirectories(folder.resolve("cache/woq4j"));
    run();
    assertThat(cache).isEmptyDirectory();
  }

  /** Quantizes and verifies a small model. */
  private void run() throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent();
    ProcessBuilder woq =
        new ProcessBuilder(
                root.resolve("woq").toString(),
                "quantize",
                "--model=" + root.resolve("formats-onnx/src/test/resources/models/gpt2_tied.onnx"),
                "--output=" + folder.resolve("out.onnx"),
                "--bits=4")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("woq.log").toFile());
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    woq.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    woq.environment().put("WOQ_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    assertThat(woq.start().waitFor()).as(log()).isZero();
    assertThat(log()).contains("verified");
    if (!libraries().isEmpty()) {
      assertThat(temporary).isEmptyDirectory();
    }
  }

  private String log() throws IOException {
    Path log = folder.resolve("woq.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private List<Path> libraries() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino") + " " + Files.getLastModifiedTime(file);
  }
}
