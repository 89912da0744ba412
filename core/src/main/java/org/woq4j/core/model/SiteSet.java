package org.woq4j.core.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The activations that feed a weight, once each. A weight that several nodes read has several; the
 * statistics of these are added up.
 *
 * @param all in the order of the weight's readers; empty if no activation can be captured
 */
public record SiteSet(List<Site> all) {

  public SiteSet {
    all = List.copyOf(all);
  }

  /** One activation. */
  public static SiteSet of(Site site) {
    return new SiteSet(List.of(site));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  // Written by hand, as in Site.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SiteSet set && all.equals(set.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  /** The sites as messages name them. */
  @Override
  public String toString() {
    return all.stream().map(Site::toString).collect(Collectors.joining(" and "));
  }
}
