package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;

/**
 * The model to verify.
 *
 * @param original the float model
 * @param staged the file of the written model
 * @param weights the replaced weights
 * @param memoryBound bytes that the models may take while they run
 */
public record VerificationTask(
    FloatModel original, Path staged, List<WeightOutcome> weights, long memoryBound) {

  public VerificationTask {
    weights = List.copyOf(weights);
  }

  /**
   * Estimated bytes of a loaded model: the bytes read, and its tensors.
   *
   * @param modelBytes of its files
   */
  public static long loadedBytes(long modelBytes) {
    return 2 * modelBytes;
  }

  /**
   * Estimated bytes of a node that is run by itself: read, parsed, copied, packed.
   *
   * @param weightBytes of its weight
   */
  public static long loadedNodeBytes(long weightBytes) {
    return 4 * weightBytes;
  }
}
