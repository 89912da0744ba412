package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;

class InstallTest {

  @TempDir private Path work;
  private Path folder;
  private Path jar;

  @BeforeEach
  void makePlugin() throws Exception {
    folder = work.resolve("plugins");
    jar = TestPlugin.ofAlgorithm("fine").in(work, "fine.jar");
  }

  @Test
  void aPluginIsCopiedAndReplacesAnOlderOne() throws Exception {
    PluginFolder.install(jar, folder);
    TestPlugin.ofAlgorithm("fine").with("Plugin-Version", "2.0.0").in(work, "fine.jar");

    InstalledPlugin plugin = PluginFolder.install(jar, folder);

    assertThat(plugin.version()).isEqualTo("2.0.0");
    assertThat(plugin.jar()).isEqualTo(folder.resolve("fine.jar")).hasSameBinaryContentAs(jar);
    assertThat(files()).containsExactly(folder.resolve("fine.jar"));
  }

  @Test
  void aFailedCopyLeavesNoFilesBehind() throws Exception {
    Files.createDirectories(folder.resolve("fine.jar").resolve("full"));

    assertThatThrownBy(() -> PluginFolder.install(jar, folder))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll(jar.toString(), "cannot be copied into " + folder);
    assertThat(files()).containsExactly(folder.resolve("fine.jar"));
  }

  @Test
  void installingRunsNoCodeOfAnyJar() throws Exception {
    String failing =
        TestPlugin.algorithm("bad", "static { if (true) throw new Error(); }", "return null;");
    PluginFolder.install(jar, folder);
    Path bad =
        new TestPlugin("acme-bad", "1.0.0")
            .source("acme.Algorithm", failing)
            .service("acme.Algorithm")
            .in(work, "bad.jar");

    assertThat(PluginFolder.install(bad, folder).provides())
        .containsExactly("algorithm acme.Algorithm");
    assertThat(PluginFolder.install(jar, folder).problem()).isEmpty();
  }

  @Test
  void aNameThatTheFolderWouldNotShowIsRefused() throws Exception {
    Path renamed = Files.move(jar, work.resolve("fine.zip"));

    assertThatThrownBy(() -> PluginFolder.install(renamed, folder))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll(renamed.toString(), "does not end in .jar");
    assertThat(folder).doesNotExist();
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
