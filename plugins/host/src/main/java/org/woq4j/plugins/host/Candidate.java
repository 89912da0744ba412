package org.woq4j.plugins.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDependency;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginRuntimeException;
import org.woq4j.api.Issue;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;

/** A jar that is being loaded as a plugin. It keeps its first problem. */
final class Candidate {

  private final Path jar;

  /** The jar, or a copy of it. */
  private Path contents;

  private String sha256 = "";
  private @Nullable PluginDescriptor descriptor;
  private List<NamedProvider> named = List.of();
  private @Nullable Providers providers;
  private @Nullable Issue problem;
  private boolean leftOut;

  private Candidate(Path jar) {
    this.jar = jar;
    this.contents = jar;
  }

  /** Reads a jar; does not run its code. */
  static Candidate read(Path file, IsolatingPluginManager manager) {
    Candidate candidate = new Candidate(file);
    candidate.read(manager);
    return candidate;
  }

  /** Reads a copy of a jar, and loads that later; does not run its code. */
  static Candidate readCopy(Path file, IsolatingPluginManager manager) {
    Candidate candidate = new Candidate(file);
    try {
      candidate.contents = manager.copyOf(file);
    } catch (IOException failed) {
      candidate.fail(
          "it cannot be copied into the temporary folder: " + failed,
          "make room in the folder that -Djava.io.tmpdir names, or make it writable");
      return candidate;
    }
    candidate.read(manager);
    return candidate;
  }

  private void read(IsolatingPluginManager manager) {
    try {
      sha256 = PluginJar.sha256(contents);
      try (JarFile opened = PluginJar.open(contents)) {
        read(opened, manager);
      }
    } catch (IOException | PluginRuntimeException unreadable) {
      fail(
          "it is not a jar: " + unreadable.getMessage(),
          "build it with the parent woq4j-plugin-parent");
    }
  }

  private void read(JarFile opened, IsolatingPluginManager manager) throws IOException {
    PluginJar.entryOutside(opened)
        .ifPresent(
            entry ->
                fail(
                    "its entry '" + entry + "' points outside the jar's folder",
                    "do not use this jar: no build tool makes such entries"));
    if (opened.getEntry(JarFile.MANIFEST_NAME) == null) {
      fail("it has no manifest", "build it with the parent woq4j-plugin-parent");
      return;
    }
    descriptor = manager.describe(contents);
    check(descriptor);
    PluginJar.pointerToOtherFiles(opened)
        .ifPresent(
            pointer ->
                fail(
                    "its " + pointer + " names other files with classes",
                    "put these classes into its jar"));
    named = NamedProvider.of(opened);
    named.stream().filter(one -> !one.isInJar()).forEach(this::rejectMissing);
  }

  /** A plugin that it depends on may have the class; that plugin provides it then. */
  private void rejectMissing(NamedProvider missing) {
    if (dependencies().isEmpty()) {
      fail(
          "Provider " + missing.type() + " not found, named by " + missing.service(),
          "correct the service file: a public class of the jar with a public constructor");
    }
  }

  private void check(PluginDescriptor manifest) {
    if (blank(manifest.getPluginId()) || blank(manifest.getVersion())) {
      fail(
          "its manifest has no " + (blank(manifest.getPluginId()) ? "Plugin-Id" : "Plugin-Version"),
          "build it with the parent woq4j-plugin-parent, or remove it from the folder");
      return;
    }
    try {
      if (!Versions.apiMeets(requires())) {
        fail(
            "it requires version " + requires() + " of the api, but this is " + Versions.api(),
            "get a version of the plugin for this api");
      }
    } catch (RuntimeException unreadable) {
      fail("its Plugin-Requires '" + requires() + "' is not a version", "write it like 1.2.3");
    }
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  /** Whether it takes part in the next step. */
  boolean isSound() {
    return problem == null && !leftOut;
  }

  /** Excludes it from loading. Its problems do not matter then. */
  void leaveOut() {
    leftOut = true;
  }

  Path jar() {
    return jar;
  }

  /** The file that is loaded; nobody else can change it if it is a copy. */
  Path contents() {
    return contents;
  }

  String sha256() {
    return sha256;
  }

  /** The plugin's id; the file name if its manifest has none. */
  String id() {
    return descriptor == null || blank(descriptor.getPluginId())
        ? jar.getFileName().toString()
        : descriptor.getPluginId();
  }

  String version() {
    return descriptor == null || descriptor.getVersion() == null ? "" : descriptor.getVersion();
  }

  private String requires() {
    return descriptor == null ? "*" : descriptor.getRequires();
  }

  List<PluginDependency> dependencies() {
    return descriptor == null ? List.of() : descriptor.getDependencies();
  }

  /** What it provides: ids if it was loaded, otherwise the classes that its service files name. */
  List<String> provides() {
    return providers == null || !isSound()
        ? named.stream().map(NamedProvider::toString).toList()
        : Ids.of(providers);
  }

  void provides(Providers loaded) {
    this.providers = loaded;
  }

  Plugin plugin(List<Plugin> dependencies) {
    return new Plugin(id(), version(), jar.getFileName().toString(), dependencies);
  }

  void fail(String why, String cure) {
    fail(Issue.of("the plugin " + jar + " is broken: " + why, cure));
  }

  void fail(Issue why) {
    if (problem == null) {
      problem = why;
    }
  }

  InstalledPlugin installed() {
    return new InstalledPlugin(
        jar,
        sha256,
        new InstalledPlugin.Manifest(id(), version(), requires(), provides()),
        Optional.ofNullable(providers).filter(loaded -> isSound()),
        Optional.ofNullable(problem).filter(issue -> !leftOut));
  }
}
