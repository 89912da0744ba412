package org.woq4j.core.request;

import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Location;

/**
 * Settings for some of the weights.
 *
 * @param matcher which nodes it matches
 * @param settings their settings
 * @param location where the user wrote it
 */
public record WeightRule(WeightMatcher matcher, Settings settings, Optional<Location> location) {

  public WeightRule {
    Objects.requireNonNull(matcher, "matcher");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(location, "location");
  }
}
