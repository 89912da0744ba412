package org.woq4j.evaluation.models;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.core.model.FloatModel;
import org.woq4j.evaluation.error.EvaluationError;

/**
 * The opened models of a comparison.
 *
 * @param reference the float model
 * @param candidates the quantized models
 */
public record ComparedModels(Named reference, List<Named> candidates) {

  /**
   * An opened model.
   *
   * @param name a name that no other model of the comparison has
   * @param path where it is, or where it will be
   * @param model the model, which stays open
   * @param recipe the recipe that made it, in YAML; empty if the model itself may name one
   */
  public record Named(String name, String path, FloatModel model, Optional<String> recipe) {}

  /**
   * Checks that the candidates have the inputs of the float model.
   *
   * @throws org.woq4j.api.WoqException if one has not
   */
  public ComparedModels {
    candidates = List.copyOf(candidates);
    List<String> expected = inputs(reference);
    for (Named candidate : candidates) {
      if (!inputs(candidate).equals(expected)) {
        throw EvaluationError.INTERFACE.because(
            candidate.name()
                + " has the inputs "
                + String.join(", ", inputs(candidate))
                + ", "
                + reference.name()
                + " has "
                + String.join(", ", expected),
            "compare models of the same float model");
      }
    }
  }

  /** {@return the float model and then the quantized models} */
  public List<Named> all() {
    return Stream.concat(Stream.of(reference), candidates.stream()).toList();
  }

  private static List<String> inputs(Named model) {
    return model.model().inputs().stream().map(input -> input.name()).toList();
  }
}
