package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be verified.
 *
 * @param original the float model
 * @param staged the file of the written model
 * @param replacements what was replaced
 * @param memoryBound bytes that the two models together may take while they run
 */
public record VerificationTask(
    FloatModel original, Path staged, List<Replacement> replacements, long memoryBound) {

  public VerificationTask {
    replacements = List.copyOf(replacements);
  }
}
