package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.PluginRequirement;

/** A jar that is not a working plugin is reported as one problem that names it. */
class BrokenPluginsTest {

  private static final Registry NOTHING = Registry.builder().build();

  @TempDir private Path folder;

  @Test
  void aFileThatIsNotAJar() throws Exception {
    Files.writeString(folder.resolve("text.jar"), "no zip");

    assertThat(problem()).startsWith("the plugin " + folder.resolve("text.jar") + " is broken");
  }

  @Test
  void aJarWithoutAManifest() throws Exception {
    Path jar = folder.resolve("bare.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }

    assertThat(problem()).isEqualTo("the plugin " + jar + " is broken: it has no manifest");
  }

  @Test
  void aJarThatIsNotAPlugin() throws Exception {
    TestPlugin.ofAlgorithm("fine").without("Plugin-Id").in(folder, "library.jar");

    assertThat(problem()).contains("library.jar", "its manifest has no Plugin-Id");
  }

  @Test
  void aPluginWithoutAVersion() throws Exception {
    TestPlugin.ofAlgorithm("fine").without("Plugin-Version").in(folder, "unversioned.jar");

    assertThat(problem()).contains("unversioned.jar", "its manifest has no Plugin-Version");
  }

  @Test
  void anotherApi() throws Exception {
    TestPlugin.ofAlgorithm("fine").with("Plugin-Requires", "9.0.0").in(folder, "future.jar");

    assertThat(problem()).contains("future.jar", "it requires version 9.0.0 of the api");
  }

  @Test
  void aRequirementThatIsNotAVersion() throws Exception {
    TestPlugin.ofAlgorithm("fine").with("Plugin-Requires", "soon").in(folder, "soon.jar");

    assertThat(problem()).contains("soon.jar", "Plugin-Requires 'soon' is not a version");
  }

  @Test
  void entriesThatPointOutside() throws Exception {
    TestPlugin.ofAlgorithm("fine").entry("lib/../../evil.so", new byte[1]).in(folder, "slip.jar");

    assertThat(problem()).contains("slip.jar", "'lib/../../evil.so' points outside");
  }

  @Test
  void aConstructorThatThrows() throws Exception {
    new TestPlugin("acme", "1")
        .source(
            "acme.Algorithm",
            TestPlugin.algorithm(
                "x",
                "public Algorithm() { throw new IllegalStateException(\"no licence\"); }",
                "" + "return null;"))
        .service("acme.Algorithm")
        .in(folder, "thrower.jar");

    assertThat(problem()).contains("thrower.jar", "acme.Algorithm", "no licence");
  }

  @Test
  void aServiceFileThatNamesAMissingClass() throws Exception {
    new TestPlugin("acme", "1").service("acme.Missing").in(folder, "missing.jar");

    assertThat(problem())
        .contains("missing.jar", "Provider acme.Missing not found", TestPlugin.ALGORITHMS);
  }

  @Test
  void aProviderThatIsNotAnAlgorithm() throws Exception {
    new TestPlugin("acme", "1")
        .source("acme.Stranger", "package acme; public class Stranger {}")
        .service("acme.Stranger")
        .in(folder, "stranger.jar");

    assertThat(problem()).contains("stranger.jar", "acme.Stranger not a subtype");
  }

  @Test
  void aClassOfTheHost() throws Exception {
    TestPlugin.ofAlgorithm("greedy")
        .source(
            "acme.Algorithm",
            TestPlugin.algorithm(
                "greedy",
                "private final Object version = org.woq4j.core.report.Version.current();",
                "return null;"))
        .in(folder, "greedy.jar");

    assertThat(problem()).contains("greedy.jar", "org/woq4j/core/report/Version");
  }

  @Test
  void noProvider() throws Exception {
    new TestPlugin("acme", "1").in(folder, "idle.jar");

    assertThat(problem()).contains("idle.jar", "it provides nothing");
  }

  @Test
  void anInvalidId() throws Exception {
    TestPlugin.ofAlgorithm("Loud Id").in(folder, "loud.jar");

    assertThat(problem()).contains("loud.jar", "has the id 'Loud Id'");
  }

  @Test
  void anIdThatThrows() throws Exception {
    new TestPlugin("acme", "1")
        .source(
            "acme.Algorithm",
            TestPlugin.algorithm("x", "", "return null;")
                .replace("return \"x\";", "throw new IllegalStateException(\"nameless\");"))
        .service("acme.Algorithm")
        .in(folder, "nameless.jar");

    assertThat(problem()).contains("nameless.jar", "failed to return its id", "nameless");
  }

  @Test
  void aBuiltInId() throws Exception {
    TestPlugin.ofAlgorithm("rtn").in(folder, "usurper.jar");
    Path empty = Files.createDirectory(folder.resolve("others"));
    TestPlugin.ofAlgorithm("rtn").in(empty, "other.jar");
    try (PluginFolder others = PluginFolder.open(empty, NOTHING)) {
      Registry builtIn = Registry.builder().add(others.providers().get(0)).build();
      try (PluginFolder plugins = PluginFolder.open(folder, builtIn)) {
        assertThat(plugins.providers()).isEmpty();
        assertThat(plugins.problems())
            .singleElement()
            .satisfies(
                issue ->
                    assertThat(issue.message())
                        .contains("usurper.jar", "the algorithm 'rtn', which is built in"));
      }
    }
  }

  @Test
  void twoProvidersOfOneId() throws Exception {
    TestPlugin.ofAlgorithm("twin").in(folder, "a.jar");
    TestPlugin.ofAlgorithm("twin").with("Plugin-Id", "other").in(folder, "b.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(plugins.problems())
          .hasSize(2)
          .allSatisfy(issue -> assertThat(issue.message()).contains("a.jar", "b.jar", "'twin'"));
    }
  }

  @Test
  void onePluginTwice() throws Exception {
    TestPlugin.ofAlgorithm("twin").in(folder, "twin-1.jar");
    TestPlugin.ofAlgorithm("twin").with("Plugin-Version", "2.0.0").in(folder, "twin-2.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(plugins.problems())
          .hasSize(2)
          .allSatisfy(
              issue ->
                  assertThat(issue.message()).contains("twin-1.jar", "twin-2.jar", "'acme-twin'"));
    }
  }

  @Test
  void aMissingDependency() throws Exception {
    TestPlugin.ofAlgorithm("lonely").with("Plugin-Dependencies", "friend").in(folder, "lonely.jar");

    assertThat(problem()).contains("lonely.jar", "it depends on friend");
  }

  @Test
  void dependenciesThatFormACycle() throws Exception {
    TestPlugin.ofAlgorithm("a").with("Plugin-Dependencies", "acme-b").in(folder, "a.jar");
    TestPlugin.ofAlgorithm("b").with("Plugin-Dependencies", "acme-a").in(folder, "b.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.problems())
          .hasSize(2)
          .allSatisfy(issue -> assertThat(issue.message()).contains("form a cycle"));
    }
  }

  @Test
  void aPluginClassThatDoesNotStart() throws Exception {
    TestPlugin.ofAlgorithm("fine")
        .with("Plugin-Class", "acme.Starter")
        .source(
            "acme.Starter",
            """
            package acme;
            public class Starter extends org.pf4j.Plugin {
              @Override public void start() { throw new IllegalStateException("no battery"); }
            }
            """)
        .in(folder, "starter.jar");

    assertThat(problem()).contains("starter.jar", "did not start", "no battery");
  }

  /** Whatever code of a plugin throws while it is loaded, the plugin is broken. */
  @ParameterizedTest
  @ValueSource(strings = {"OutOfMemoryError", "StackOverflowError", "AssertionError"})
  void errorsWhileItIsLoaded(String error) throws Exception {
    String thrown = "if (true) throw new %s();".formatted(error);
    String members = "public Algorithm() { " + thrown + " }";
    TestPlugin.ofAlgorithm("a")
        .source("acme.Algorithm", TestPlugin.algorithm("a", members, "return null;"))
        .in(folder, "a-constructor.jar");
    String id = TestPlugin.algorithm("b", "", "return null;");
    TestPlugin.ofAlgorithm("b")
        .source("acme.Algorithm", id.replace("return \"b\";", thrown + " return null;"))
        .in(folder, "b-id.jar");
    String initializer = "static { " + thrown + " }";
    TestPlugin.ofAlgorithm("c")
        .source("acme.Algorithm", TestPlugin.algorithm("c", initializer, "return null;"))
        .in(folder, "c-initializer.jar");
    TestPlugin.ofAlgorithm("d")
        .with("Plugin-Class", "acme.Starter")
        .source(
            "acme.Starter",
            "package acme; public class Starter extends org.pf4j.Plugin {"
                + " @Override public void start() { "
                + thrown
                + " } }")
        .in(folder, "d-start.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(plugins.problems())
          .hasSize(4)
          .allSatisfy(issue -> assertThat(issue.message()).contains("is broken", error));
    }
  }

  @Test
  void aMissingFolder() {
    assertThatThrownBy(() -> PluginFolder.open(folder.resolve("none"), NOTHING))
        .hasMessageContaining("the plugin folder " + folder.resolve("none") + " cannot be read");
  }

  @Test
  void aWrongChecksumOrVersionIsReportedAtTheRequirement() throws Exception {
    Path marker = folder.resolve("marker");
    Path jar =
        TestPlugin.ofAlgorithm("fine")
            .source(
                "acme.Algorithm",
                TestPlugin.algorithm(
                    "fine",
                    "public Algorithm() throws Exception { java.nio.file.Files.createFile("
                        + "java.nio.file.Path.of(\""
                        + marker
                        + "\")); }",
                    "return null;"))
            .in(folder, "fine.jar");
    String checksum = PluginJar.sha256(jar);
    Optional<Location> place = Optional.of(new Location("recipe.yaml", 3, 5));

    List<Issue> wrongSum =
        unmet(required("1.0.0", checksum.replace(checksum.charAt(0), '?'), place));
    assertThat(wrongSum)
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.message()).contains("fine.jar has the SHA-256 " + checksum);
              assertThat(issue.location()).isEqualTo(place);
            });
    assertThat(marker).as("code of the jar was run").doesNotExist();
    assertThat(unmet(required("2.0.0", checksum, place)))
        .singleElement()
        .satisfies(
            issue ->
                assertThat(issue.message())
                    .contains("fine.jar is version 1.0.0", "2.0.0 is required"));
    assertThat(marker).doesNotExist();
    assertThat(unmet(required("1.0.0", checksum.toUpperCase(java.util.Locale.ROOT), place)))
        .isEmpty();
    assertThat(marker).exists();
  }

  @Test
  void aMissingRequiredPlugin() throws Exception {
    TestPlugin.ofAlgorithm("fine").in(folder, "fine.jar");

    assertThat(unmet(PluginRequirement.of("acme-fnie")))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.message()).contains("'acme-fnie' is not in " + folder);
              assertThat(issue.cure()).contains("did you mean 'acme-fine'?");
            });
  }

  @Test
  void brokenPluginsDoNotAffectOthers() throws Exception {
    TestPlugin.ofAlgorithm("fine").in(folder, "fine.jar");
    Files.writeString(folder.resolve("text.jar"), "no zip");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.problems()).hasSize(1);
      assertThat(plugins.providers())
          .extracting(Providers::plugin)
          .containsExactly(new Plugin("acme-fine", "1.0.0", "fine.jar", List.of()));
    }
  }

  private static PluginRequirement required(
      String version, String sha256, Optional<Location> place) {
    return new PluginRequirement("acme-fine", Optional.of(version), Optional.of(sha256), place);
  }

  private List<Issue> unmet(PluginRequirement requirement) {
    try (PluginFolder plugins = PluginFolder.open(folder, List.of(requirement), NOTHING)) {
      return plugins.unmet();
    }
  }

  /** The message of the only problem in the folder. */
  private String problem() {
    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(plugins.problems()).hasSize(1);
      return plugins.problems().get(0).message();
    }
  }
}
