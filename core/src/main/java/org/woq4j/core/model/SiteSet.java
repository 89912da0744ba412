package org.woq4j.core.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The activations that feed a weight, once each. A weight that several nodes read has several; the
 * statistics of these are added up.
 *
 * @param all in the order of the weight's readers; empty if no activation can be captured
 * @param matrix index of the matrix of a batch that they feed; {@link #ALL_ROWS} if all their rows
 *     feed the weight
 */
public record SiteSet(List<Site> all, int matrix) {

  /** In place of the index of a matrix. */
  public static final int ALL_ROWS = -1;

  public SiteSet {
    all = List.copyOf(all);
  }

  /** All rows of some activations. */
  public SiteSet(List<Site> all) {
    this(all, ALL_ROWS);
  }

  /** What feeds one matrix of a batch. */
  public SiteSet ofMatrix(int index) {
    return new SiteSet(all, index);
  }

  /** The share of one of the activations. */
  public SiteSet only(Site site) {
    return new SiteSet(List.of(site), matrix);
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
    return other instanceof SiteSet set && matrix == set.matrix && all.equals(set.all);
  }

  @Override
  public int hashCode() {
    return 31 * all.hashCode() + matrix;
  }

  /** The sites as messages name them. */
  @Override
  public String toString() {
    return all.stream().map(Site::toString).collect(Collectors.joining(" and "));
  }
}
