package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.core.registry.Registry;

class IsolationTest {

  private static final Registry NOTHING = Registry.builder().build();

  @TempDir private Path folder;

  @Test
  void aPluginSeesNoClassOfTheHostButTheApi() throws Exception {
    TestPlugin.ofAlgorithm("fine").in(folder, "fine.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      ClassLoader loader = only(plugins).getClass().getClassLoader();
      assertThat(loader.loadClass("org.woq4j.api.Issue")).isSameAs(org.woq4j.api.Issue.class);
      assertThat(loader.loadClass("java.sql.Driver")).isNotNull();
      for (String hidden :
          List.of(
              "org.woq4j.core.report.Version",
              "com.google.re2j.Pattern",
              "org.junit.jupiter.api.Test")) {
        assertThat(isThere(hidden, loader)).as(hidden).isFalse();
      }
      assertThat(loader.getResource("org/woq4j/core/version.txt")).isNull();
      assertThat(loader).hasToString("plugin acme-fine 1.0.0");
    }
  }

  @Test
  void aBundledCopyOfTheApiIsHarmless() throws Exception {
    TestPlugin.ofAlgorithm("copier")
        .entry(
            "org/woq4j/api/algorithm/WeightOnlyAlgorithm.class",
            classFile(WeightOnlyAlgorithm.class))
        .in(folder, "copier.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.problems()).isEmpty();
      assertThat(only(plugins).id()).isEqualTo("copier");
    }
  }

  @Test
  void pluginsHaveTheirOwnVersionsOfALibrary() throws Exception {
    for (String version : List.of("one", "two")) {
      TestPlugin.ofAlgorithm(version)
          .source(
              "com.google.re2j.Pattern",
              "package com.google.re2j; public class Pattern {"
                  + " public static String version() { return \""
                  + version
                  + "\"; } }")
          .source(
              "acme.Algorithm",
              TestPlugin.algorithm(
                  version,
                  "public String toString() { return com.google.re2j.Pattern.version(); }",
                  "return null;"))
          .in(folder, version + ".jar");
    }

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.problems()).isEmpty();
      assertThat(plugins.providers())
          .extracting(p -> p.algorithms().get(0).toString())
          .containsExactly("one", "two");
    }
  }

  @Test
  void aPluginUsesClassesOfTheOneItDependsOnAndDoesNotProvideItsAlgorithms() throws Exception {
    TestPlugin.ofAlgorithm("base").in(folder, "base.jar");
    new TestPlugin("derived", "1.0.0")
        .with("Plugin-Dependencies", "acme-base@>=1.0.0")
        .source(
            "acme.Derived",
            TestPlugin.algorithm("derived", "", "return null;")
                .replace("class Algorithm", "class Derived")
                .replace(
                    "return Set.of();",
                    "try { Class.forName(\"acme.Algorithm\"); return Set.of(); }"
                        + " catch (ClassNotFoundException e) { return Set.of(Statistic.GRAM); }"))
        .service("acme.Derived")
        .in(folder, "derived.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.problems()).isEmpty();
      assertThat(plugins.plugins())
          .extracting(InstalledPlugin::provides)
          .containsExactly(List.of("algorithm 'base'"), List.of("algorithm 'derived'"));
      WeightOnlyAlgorithm derived = plugins.providers().get(1).algorithms().get(0);
      assertThat(derived.needs(org.woq4j.api.option.OptionValues.none())).isEmpty();
    }
  }

  @Test
  void aPluginThatOthersDependOnNeedsNoProvider() throws Exception {
    new TestPlugin("library", "1.0.0")
        .entry("readme.txt", "hello".getBytes(StandardCharsets.UTF_8))
        .in(folder, "library.jar");
    TestPlugin.ofAlgorithm("user").with("Plugin-Dependencies", "library").in(folder, "user.jar");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.problems()).isEmpty();
    }
  }

  @Test
  void nothingInTheFolderTurnsPluginsOff() throws Exception {
    TestPlugin.ofAlgorithm("fine").in(folder, "fine.jar");
    java.nio.file.Files.writeString(folder.resolve("disabled.txt"), "acme-fine\n");

    try (PluginFolder plugins = PluginFolder.open(folder, NOTHING)) {
      assertThat(plugins.providers()).hasSize(1);
    }
  }

  private static boolean isThere(String name, ClassLoader loader) {
    try {
      loader.loadClass(name);
      return true;
    } catch (ClassNotFoundException hidden) {
      return false;
    }
  }

  private static byte[] classFile(Class<?> type) throws Exception {
    try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return in.readAllBytes();
    }
  }

  private static WeightOnlyAlgorithm only(PluginFolder plugins) {
    assertThat(plugins.providers()).hasSize(1);
    return plugins.providers().get(0).algorithms().get(0);
  }
}
