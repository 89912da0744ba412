package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.Issue;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.PluginRequirement;

/** The code of a jar runs only where it should. Each jar leaves a file for each kind of code. */
class PinsTest {

  private static final Registry NOTHING = Registry.builder().build();

  @TempDir private Path folder;
  private Path traces;
  private Path other;

  @BeforeEach
  void makePlugins() throws Exception {
    traces = Files.createDirectory(folder.resolve("traces"));
    traced("pinned").in(folder, "pinned.jar");
    other = traced("other").in(folder, "other.jar");
  }

  @Test
  void withoutRequirementsTheCodeOfEveryJarRuns() throws Exception {
    PluginFolder.open(folder, NOTHING).close();

    assertThat(traces()).containsExactly(all("other", "pinned"));
  }

  @Test
  void onlyTheRequiredPluginRuns() throws Exception {
    try (PluginFolder plugins = PluginFolder.open(folder, List.of(sound("pinned")), NOTHING)) {
      assertThat(plugins.providers())
          .extracting(Providers::plugin)
          .extracting(plugin -> plugin.id())
          .containsExactly("acme-pinned");
      assertThat(plugins.problems()).isEmpty();
      assertThat(plugins.unmet()).isEmpty();
      assertThat(plugins.notLoaded())
          .containsExactly(
              Issue.of(
                  "the plugin " + other + " was not loaded: it is not one of the required plugins",
                  "to load it, require 'acme-other'"));
    }
    assertThat(traces()).containsExactly(all("pinned"));
  }

  @Test
  void aWrongChecksumRunsNothing() throws Exception {
    try (PluginFolder plugins = PluginFolder.open(folder, List.of(wrong("pinned")), NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(messages(plugins.unmet()))
          .singleElement()
          .satisfies(message -> assertThat(message).contains("pinned.jar has the SHA-256"));
    }
    assertThat(traces()).isEmpty();
  }

  @Test
  void aRequiredPluginDoesNotRunWhereAnotherOneIsWrong() throws Exception {
    List<PluginRequirement> required = List.of(sound("other"), wrong("pinned"));

    try (PluginFolder plugins = PluginFolder.open(folder, required, NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(messages(plugins.notLoaded()))
          .anySatisfy(
              message ->
                  assertThat(message)
                      .contains(other + " was not loaded: another required plugin is missing or"));
    }
    assertThat(traces()).isEmpty();
  }

  @Test
  void aMissingPluginRunsNothing() throws Exception {
    List<PluginRequirement> required = List.of(sound("pinned"), PluginRequirement.of("absent"));

    try (PluginFolder plugins = PluginFolder.open(folder, required, NOTHING)) {
      assertThat(messages(plugins.unmet()))
          .containsExactly("the plugin 'absent' is not in " + folder);
    }
    assertThat(traces()).isEmpty();
  }

  @Test
  void aSecondJarWithTheRequiredIdRunsNothing() throws Exception {
    traced("other").with("Plugin-Id", "acme-pinned").in(folder, "other.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, List.of(sound("pinned")), NOTHING)) {
      assertThat(plugins.unmet()).isNotEmpty();
    }
    assertThat(traces()).isEmpty();
  }

  @Test
  void anEmptyListLoadsNothing() throws Exception {
    try (PluginFolder plugins = PluginFolder.open(folder, List.of(), NOTHING)) {
      assertThat(plugins.providers()).isEmpty();
      assertThat(plugins.problems()).isEmpty();
      assertThat(plugins.notLoaded()).hasSize(2);
    }
    assertThat(traces()).isEmpty();
  }

  @Test
  void aPluginWhoseDependencyIsNotRequiredIsRefused() throws Exception {
    traced("pinned").with("Plugin-Dependencies", "acme-other").in(folder, "pinned.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, List.of(sound("pinned")), NOTHING)) {
      assertThat(messages(plugins.unmet()))
          .singleElement()
          .satisfies(
              message ->
                  assertThat(message)
                      .contains("it depends on the plugin 'acme-other', which is not required"));
    }
    assertThat(traces()).isEmpty();
    List<PluginRequirement> both = List.of(sound("pinned"), sound("other"));
    try (PluginFolder plugins = PluginFolder.open(folder, both, NOTHING)) {
      Plugin dependency = new Plugin("acme-other", "1.0.0", "other.jar", List.of());
      assertThat(plugins.providers())
          .extracting(Providers::plugin)
          .containsExactly(
              dependency, new Plugin("acme-pinned", "1.0.0", "pinned.jar", List.of(dependency)));
    }
  }

  @Test
  void aBrokenJarThatIsNotRequiredIsNoProblem() throws Exception {
    Files.writeString(folder.resolve("text.jar"), "no zip");

    try (PluginFolder plugins = PluginFolder.open(folder, List.of(sound("pinned")), NOTHING)) {
      assertThat(plugins.providers()).hasSize(1);
      assertThat(plugins.problems()).isEmpty();
      assertThat(plugins.notLoaded()).hasSize(2);
    }
  }

  @Test
  void aJarThatTakesClassesFromOtherFilesIsRefused() throws Exception {
    traced("pinned").with("Class-Path", "other.jar").in(folder, "pinned.jar");
    traced("other")
        .entry("META-INF/INDEX.LIST", "JarIndex-Version: 1.0\n".getBytes(StandardCharsets.UTF_8))
        .in(folder, "other.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(messages(plugins.problems()))
          .satisfiesExactly(
              index -> assertThat(index).contains("its META-INF/INDEX.LIST names other files"),
              classPath -> assertThat(classPath).contains("its Class-Path names other files"));
    }
    assertThat(traces()).isEmpty();
  }

  /** The class loader reads a class when it is used, which may be long after the check. */
  @Test
  void aPinnedJarThatIsReplacedLaterChangesNothing() throws Exception {
    needing("").in(folder, "pinned.jar");
    PluginRequirement pin = sound("pinned");

    try (PluginFolder plugins = PluginFolder.open(folder, List.of(pin), NOTHING)) {
      needing("org.woq4j.api.calibration.Statistic.GRAM").in(folder, "pinned.jar");

      WeightOnlyAlgorithm algorithm = plugins.providers().get(0).algorithms().get(0);
      assertThat(algorithm.needs(OptionValues.of(List.of(), Map.of()))).isEmpty();
      assertThat(plugins.plugins())
          .extracting(InstalledPlugin::jar)
          .contains(folder.resolve("pinned.jar"));
    }
    try (PluginFolder plugins = PluginFolder.open(folder, List.of(pin), NOTHING)) {
      assertThat(plugins.unmet()).hasSize(1);
    }
  }

  private static TestPlugin needing(String statistics) {
    return TestPlugin.ofAlgorithm("pinned")
        .source(
            "acme.Algorithm",
            TestPlugin.algorithm("pinned", "", "return null;")
                .replace("return Set.of();", "return Later.needs();"))
        .source(
            "acme.Later",
            "package acme; import java.util.Set; import org.woq4j.api.calibration.Statistic;"
                + "final class Later { static Set<Statistic> needs() { return Set.of("
                + statistics
                + "); } }");
  }

  @Test
  void inspectionRunsNothing() throws Exception {
    List<InstalledPlugin> plugins = PluginFolder.inspect(folder);

    assertThat(plugins)
        .extracting(InstalledPlugin::id)
        .containsExactly("acme-other", "acme-pinned");
    assertThat(plugins)
        .allSatisfy(
            plugin -> {
              assertThat(plugin.problem()).isEmpty();
              assertThat(plugin.providers()).isEmpty();
              assertThat(plugin.provides()).containsExactly("algorithm acme.Algorithm");
            });
    assertThat(traces()).isEmpty();
  }

  @Test
  void inspectionFindsWhatIsWrongWithManifestsAndServiceFiles() throws Exception {
    traced("pinned").service("acme.Missing # gone", "acme.Algorithm").in(folder, "pinned.jar");
    traced("other").with("Plugin-Dependencies", "absent").in(folder, "other.jar");
    new TestPlugin("idle", "1.0.0").in(folder, "third.jar");

    assertThat(PluginFolder.inspect(folder))
        .extracting(plugin -> plugin.problem().orElseThrow().message())
        .satisfiesExactly(
            lonely -> assertThat(lonely).contains("other.jar", "it depends on absent"),
            missing -> assertThat(missing).contains("pinned.jar", "acme.Missing not found"),
            idle -> assertThat(idle).contains("third.jar", "it provides nothing"));
    assertThat(traces()).isEmpty();
  }

  /** A plugin that leaves a file for each of its static initializers and constructors. */
  private TestPlugin traced(String id) {
    String algorithm = leaving(id, "Algorithm");
    return TestPlugin.ofAlgorithm(id)
        .source("acme.Algorithm", TestPlugin.algorithm(id, algorithm, "return null;"))
        .source(
            "acme.Starter",
            "package acme; public class Starter extends org.pf4j.Plugin {"
                + leaving(id, "Starter")
                + "@Override public void stop() { leave(\"stopped\"); } }")
        .with("Plugin-Class", "acme.Starter");
  }

  private String leaving(String id, String type) {
    return """
        static { leave("loaded"); }
        public %s() { leave("constructed"); }
        private static void leave(String what) {
          try {
            java.nio.file.Files.writeString(
                java.nio.file.Path.of("%s/%s %s " + what), "");
          } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
          }
        }
        """
        .formatted(type, traces, id, type);
  }

  private static String[] all(String... ids) {
    return Arrays.stream(ids)
        .flatMap(
            id ->
                Stream.of(
                    id + " Algorithm constructed",
                    id + " Algorithm loaded",
                    id + " Starter constructed",
                    id + " Starter loaded",
                    id + " Starter stopped"))
        .toArray(String[]::new);
  }

  private List<String> traces() throws Exception {
    try (Stream<Path> files = Files.list(traces)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private PluginRequirement sound(String name) throws Exception {
    return pin(name, PluginJar.sha256(folder.resolve(name + ".jar")));
  }

  private static PluginRequirement wrong(String name) {
    return pin(name, "0".repeat(64));
  }

  private static PluginRequirement pin(String name, String sha256) {
    return new PluginRequirement(
        "acme-" + name, Optional.empty(), Optional.of(sha256), Optional.empty());
  }

  private static List<String> messages(List<Issue> issues) {
    return issues.stream().map(Issue::message).toList();
  }
}
