package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.core.registry.Registry;

/**
 * Any bytes in a folder of plugins are loaded or reported: as a jar, as a manifest and as a service
 * file. See the page on contributing.
 */
class PluginJarFuzzTest {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String PLUGIN = "Plugin-Id: a\nPlugin-Version: 1.0.0\n";

  @TempDir static Path folder;

  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        jar("Manifest-Version: 1.0\n" + PLUGIN, "acme.Algorithm"),
        "Plugin-Requires: 0.1\nPlugin-Dependencies: b@1, c?@2\n".getBytes(StandardCharsets.UTF_8),
        "acme.Algorithm # one\n\njava.lang.String\n".getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesAreLoadedOrReported(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    load(bytes);
    load(jar("Manifest-Version: 1.0\n" + PLUGIN + text, "acme.Algorithm"));
    load(jar("Manifest-Version: 1.0\n" + PLUGIN, text));
  }

  private static void load(byte[] jar) throws IOException {
    Files.write(folder.resolve("a.jar"), jar);
    try (PluginFolder plugins = PluginFolder.open(folder, Registry.builder().build())) {
      assertThat(plugins.plugins()).hasSize(1);
      assertThat(plugins.problems()).hasSizeLessThanOrEqualTo(1);
    }
  }

  private static byte[] jar(String manifest, String services) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      zip.putNextEntry(new ZipEntry(MANIFEST));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(TestPlugin.ALGORITHMS));
      zip.write(services.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
