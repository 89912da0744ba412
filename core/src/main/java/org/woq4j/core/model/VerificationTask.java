package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be verified.
 *
 * @param original the float model
 * @param staged the file of the written model
 * @param weights what was replaced
 * @param memoryBound bytes that the models may take while they run
 */
public record VerificationTask(
    FloatModel original, Path staged, List<WeightOutcome> weights, long memoryBound) {

  public VerificationTask {
    weights = List.copyOf(weights);
  }

  /**
   * What a loaded model takes, as an estimate: the bytes read, and its tensors.
   *
   * @param modelBytes of its files
   */
  public static long loadedBytes(long modelBytes) {
    return 2 * modelBytes;
  }

  /**
   * What a node takes that is run alone, as an estimate: read, parsed, copied, packed.
   *
   * @param weightBytes of its weight
   */
  public static long loadedNodeBytes(long weightBytes) {
    return 4 * weightBytes;
  }
}
