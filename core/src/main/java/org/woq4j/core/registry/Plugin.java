package org.woq4j.core.registry;

import java.util.List;
import java.util.Objects;

/**
 * A plugin that provides algorithms, emitters or sources.
 *
 * @param id the plugin's id
 * @param version its version
 * @param file name of its jar
 * @param dependencies the plugins with classes that it uses
 */
public record Plugin(String id, String version, String file, List<Plugin> dependencies) {

  public Plugin {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(file, "file");
    dependencies = List.copyOf(dependencies);
  }

  /** Its name in messages, such as {@code plugin woq4j-hqq 1.0.0 (hqq.jar)}. */
  @Override
  public String toString() {
    return "plugin " + id + " " + version + " (" + file + ")";
  }
}
