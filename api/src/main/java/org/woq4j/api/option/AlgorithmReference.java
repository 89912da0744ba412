package org.woq4j.api.option;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * An algorithm by its id, with options that were validated against its specification.
 *
 * @param id the algorithm's id
 * @param options values for its options; options without a value have their defaults, so {@link
 *     OptionValues#none} means all defaults
 */
@Stable
public record AlgorithmReference(String id, OptionValues options) {

  /** Checks that neither is null. */
  public AlgorithmReference {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(options, "options");
  }
}
