package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model that took part in a comparison.
 *
 * @param name a short name that no other model of the comparison has, such as that of its file
 * @param path its file; for the output of a recipe, where the recipe puts it
 * @param bytes size of all its files
 * @param storage what its bytes hold, the largest part first
 * @param recipe the recipe that made it, in YAML; empty if it is unknown
 */
public record ModelFacts(
    String name, String path, long bytes, List<StoredBytes> storage, Optional<String> recipe) {

  /** Copies the list. */
  public ModelFacts {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(path, "path");
    storage = List.copyOf(storage);
    Objects.requireNonNull(recipe, "recipe");
  }
}
