package org.woq4j.core.request;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Location;

/**
 * A plugin that a run requires.
 *
 * @param id the plugin's id
 * @param version the version it must have; empty for any
 * @param sha256 the checksum its jar must have, 64 hexadecimal digits; empty for any
 * @param location where the user wrote it
 */
public record PluginRequirement(
    String id, Optional<String> version, Optional<String> sha256, Optional<Location> location) {

  public PluginRequirement {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    sha256 = sha256.map(digits -> digits.toLowerCase(Locale.ROOT));
    Objects.requireNonNull(location, "location");
  }

  /** Any version of a plugin. */
  public static PluginRequirement of(String id) {
    return new PluginRequirement(id, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
