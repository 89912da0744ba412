package org.woq4j.core.registry;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Stand-in until the merge. */
public final class NearestSpelling {
  private NearestSpelling() {}

  public static Optional<String> of(String name, Collection<String> candidates) {
    return Optional.empty();
  }

  public static List<String> several(String name, Collection<String> candidates, int most) {
    return List.of();
  }
}
