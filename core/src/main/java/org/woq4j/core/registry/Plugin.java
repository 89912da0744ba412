package org.woq4j.core.registry;

import java.util.Objects;

/**
 * Where providers come from that are not on the class path.
 *
 * @param id the plugin's id
 * @param version its version
 * @param file name of its jar
 */
public record Plugin(String id, String version, String file) {

  public Plugin {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(file, "file");
  }

  /** What messages call it, such as {@code plugin woq4j-hqq 1.0.0 (hqq.jar)}. */
  @Override
  public String toString() {
    return "plugin " + id + " " + version + " (" + file + ")";
  }
}
