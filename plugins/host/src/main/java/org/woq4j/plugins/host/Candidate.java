package org.woq4j.plugins.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pf4j.PluginDependency;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginRuntimeException;
import org.woq4j.api.Issue;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;

/** A jar on its way to become an installed plugin. The first problem it meets stays with it. */
final class Candidate {

  private final Path jar;
  private String sha256 = "";
  private PluginDescriptor descriptor;
  private Providers providers;
  private Issue problem;

  private Candidate(Path jar) {
    this.jar = jar;
  }

  /** Reads a jar; none of its code is run. */
  static Candidate read(Path jar, IsolatingPluginManager manager) {
    Candidate candidate = new Candidate(jar);
    try {
      candidate.sha256 = PluginJar.sha256(jar);
      PluginJar.entryOutside(jar)
          .ifPresent(
              entry ->
                  candidate.fail(
                      "its entry '" + entry + "' points outside the jar's folder",
                      "do not use this jar: no build tool makes such entries"));
      if (PluginJar.hasManifest(jar)) {
        candidate.descriptor = manager.describe(jar);
        candidate.checkManifest();
      } else {
        candidate.fail("it has no manifest", "build it with the parent woq4j-plugin-parent");
      }
    } catch (IOException | PluginRuntimeException unreadable) {
      candidate.fail(
          "it is no jar: " + unreadable.getMessage(),
          "build it with the parent woq4j-plugin-parent");
    }
    return candidate;
  }

  private void checkManifest() {
    if (blank(descriptor.getPluginId()) || blank(descriptor.getVersion())) {
      fail(
          "its manifest has no "
              + (blank(descriptor.getPluginId()) ? "Plugin-Id" : "Plugin-Version"),
          "build it with the parent woq4j-plugin-parent, or remove it from the folder");
      return;
    }
    try {
      if (!Versions.apiMeets(requires())) {
        fail(
            "it requires version " + requires() + " of the api, and this is " + Versions.api(),
            "get a version of the plugin for this api");
      }
    } catch (RuntimeException unreadable) {
      fail("its Plugin-Requires '" + requires() + "' is no version", "write it as 1.2.3");
    }
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  boolean isSound() {
    return problem == null;
  }

  Path jar() {
    return jar;
  }

  String sha256() {
    return sha256;
  }

  /** The plugin's id; the file's name where its manifest has none. */
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
    return descriptor.getDependencies();
  }

  Optional<Providers> providers() {
    return Optional.ofNullable(providers);
  }

  void provides(Providers loaded) {
    this.providers = loaded;
  }

  Plugin plugin() {
    return new Plugin(id(), version(), jar.getFileName().toString());
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
        new InstalledPlugin.Manifest(id(), version(), requires()),
        problem == null ? providers() : Optional.empty(),
        Optional.ofNullable(problem));
  }
}
