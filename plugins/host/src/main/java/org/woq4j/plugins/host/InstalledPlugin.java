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
 * @param providers its providers; empty if it was not loaded
 * @param problem why it is broken; empty if no problem was found
 */
public record InstalledPlugin(
    Path jar,
    String sha256,
    Manifest manifest,
    Optional<Providers> providers,
    Optional<Issue> problem) {

  /**
   * What the manifest and the service files of a plugin say.
   *
   * @param id the plugin's id; the file name if its manifest has none
   * @param version its version; empty if its manifest has none
   * @param requires the version of the api that it requires; {@code *} for any
   * @param provides its providers with their kinds: the id if it was loaded, such as {@code
   *     algorithm 'hqq'}, otherwise the class, such as {@code algorithm acme.Hqq}
   */
  public record Manifest(String id, String version, String requires, List<String> provides) {

    /** Checks that nothing is missing. */
    public Manifest {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(requires, "requires");
      provides = List.copyOf(provides);
    }
  }

  /** Checks that nothing is missing, and that it does not have both providers and a problem. */
  public InstalledPlugin {
    Objects.requireNonNull(jar, "jar");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(manifest, "manifest");
    if (providers.isPresent() && problem.isPresent()) {
      throw new IllegalArgumentException("a broken plugin has no providers");
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

  /** {@return its providers with their kinds, as {@link Manifest#provides} describes them} */
  public List<String> provides() {
    return manifest.provides();
  }

  InstalledPlugin at(Path file) {
    return new InstalledPlugin(file, sha256, manifest, providers, problem);
  }
}
