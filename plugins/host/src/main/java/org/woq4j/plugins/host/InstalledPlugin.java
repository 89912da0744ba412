package org.woq4j.plugins.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.registry.Providers;

/**
 * A jar in the plugin folder.
 *
 * @param jar the file
 * @param sha256 checksum of the file, 64 hexadecimal digits; empty if the file cannot be read
 * @param manifest what the file says about itself
 * @param providers its providers; empty if it is broken
 * @param problem why it is broken; empty if it is not
 */
public record InstalledPlugin(
    Path jar,
    String sha256,
    Manifest manifest,
    Optional<Providers> providers,
    Optional<Issue> problem) {

  /**
   * The manifest of a plugin.
   *
   * @param id the plugin's id; the file name if its manifest has none
   * @param version its version; empty if its manifest has none
   * @param requires the version of the api that it requires; {@code *} for any
   */
  public record Manifest(String id, String version, String requires) {

    /** Checks that nothing is missing. */
    public Manifest {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(requires, "requires");
    }
  }

  /** Checks that it has either providers or a problem. */
  public InstalledPlugin {
    Objects.requireNonNull(jar, "jar");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(manifest, "manifest");
    if (providers.isPresent() == problem.isPresent()) {
      throw new IllegalArgumentException("a plugin has either providers or a problem");
    }
  }

  /** {@return the plugin's id; the file name if its manifest has none} */
  public String id() {
    return manifest.id();
  }

  /** {@return its version; empty if its manifest has none} */
  public String version() {
    return manifest.version();
  }

  /** {@return the ids of its providers with their kinds, such as {@code algorithm 'hqq'}} */
  public List<String> provides() {
    return providers.map(Ids::of).orElse(List.of());
  }

  InstalledPlugin at(Path file) {
    return new InstalledPlugin(file, sha256, manifest, providers, problem);
  }
}
