package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.woq4j.core.memory.VerificationBounds;

/**
 * What is to be verified.
 *
 * @param original the float model
 * @param staged the file of the written model
 * @param replacements what was replaced
 * @param relativeErrors the relative error of each weight's codes before they were packed, by the
 *     weight's id, as {@code LayerReport} has it; what is stored must have the same. A weight that
 *     is missing here is only checked for being no further off than rounding can make it
 * @param inputScales by the weight's id, [K], what its rows were multiplied by and its activation
 *     divided by; only of weights whose rows were. Arrays are not copied
 * @param memory what verification may take
 */
public record VerificationTask(
    FloatModel original,
    Path staged,
    List<Replacement> replacements,
    Map<String, Double> relativeErrors,
    Map<String, float[]> inputScales,
    VerificationBounds memory) {

  public VerificationTask {
    replacements = List.copyOf(replacements);
    relativeErrors = Map.copyOf(relativeErrors);
    inputScales = Map.copyOf(inputScales);
  }

  /** A task for weights of unknown errors, whose rows were not multiplied. */
  public VerificationTask(
      FloatModel original, Path staged, List<Replacement> replacements, VerificationBounds memory) {
    this(original, staged, replacements, Map.of(), Map.of(), memory);
  }
}
