package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.core.report.LayerReport;

/**
 * How a model was made, as far as that is known.
 *
 * @param recipe the recipe that made it, in YAML
 * @param layers what the run that made it says about its layers
 */
public record Origin(Optional<String> recipe, List<LayerReport> layers) {

  /** Nothing is known. */
  public static final Origin UNKNOWN = new Origin(Optional.empty(), List.of());

  /** Copies the list. */
  public Origin {
    Objects.requireNonNull(recipe, "recipe");
    layers = List.copyOf(layers);
  }
}
