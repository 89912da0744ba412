package org.woq4j.api.option;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * An algorithm by its id, with options that were validated against its specification.
 *
 * @param id the algorithm's id
 * @param options values for its options; those that were not given have its own defaults, so that
 *     {@link OptionValues#none} refers to an algorithm as it comes
 */
@Stable
public record AlgorithmReference(String id, OptionValues options) {

  /** Checks that neither is null. */
  public AlgorithmReference {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(options, "options");
  }
}
