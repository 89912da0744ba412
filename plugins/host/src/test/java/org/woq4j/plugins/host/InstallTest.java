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
import org.woq4j.core.registry.Registry;

class InstallTest {

  private static final Registry NOTHING = Registry.builder().build();

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
    PluginFolder.install(jar, folder, NOTHING);
    TestPlugin.ofAlgorithm("fine").with("Plugin-Version", "2.0.0").in(work, "fine.jar");

    InstalledPlugin plugin = PluginFolder.install(jar, folder, NOTHING);

    assertThat(plugin.version()).isEqualTo("2.0.0");
    assertThat(plugin.jar()).isEqualTo(folder.resolve("fine.jar")).hasSameBinaryContentAs(jar);
    assertThat(files()).containsExactly(folder.resolve("fine.jar"));
  }

  @Test
  void aFailedCopyLeavesNoFilesBehind() throws Exception {
    Files.createDirectories(folder.resolve("fine.jar").resolve("full"));

    assertThatThrownBy(() -> PluginFolder.install(jar, folder, NOTHING))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll(jar.toString(), "cannot be copied into " + folder);
    assertThat(files()).containsExactly(folder.resolve("fine.jar"));
  }

  @Test
  void aNameThatTheFolderWouldNotShowIsRefused() throws Exception {
    Path renamed = Files.move(jar, work.resolve("fine.zip"));

    assertThatThrownBy(() -> PluginFolder.install(renamed, folder, NOTHING))
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
