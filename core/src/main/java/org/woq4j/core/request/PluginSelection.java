package org.woq4j.core.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where plugins come from, and which are required.
 *
 * @param folder the folder of their jars; empty if none was named
 * @param required the required plugins
 * @param onlyRequired whether no other plugin of the folder may be loaded
 */
public record PluginSelection(
    Optional<Path> folder, List<PluginRequirement> required, boolean onlyRequired) {

  public PluginSelection {
    Objects.requireNonNull(folder, "folder");
    required = List.copyOf(required);
  }

  /** No folder and no requirements. */
  public static PluginSelection none() {
    return new PluginSelection(Optional.empty(), List.of(), false);
  }
}
