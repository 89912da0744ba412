package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.RuntimePlace;

/**
 * The model to verify.
 *
 * @param original the float model
 * @param written the model to compare with it
 * @param weights the replaced weights
 * @param samples inputs for both models, a tensor for each input of the model; none if they are
 *     generated
 * @param bounds what verification may take, and where
 */
public record VerificationTask(
    FloatModel original,
    Written written,
    List<WeightOutcome> weights,
    List<List<NamedTensor>> samples,
    Bounds bounds) {

  /**
   * A written model.
   *
   * @param file its file
   * @param io the type of its inputs and outputs that are float32 in the float model
   */
  public record Written(Path file, InterfaceType io) {}

  /**
   * What verification may take, and where.
   *
   * @param memory what it may take
   * @param place where the models are run
   */
  public record Bounds(VerificationBounds memory, RuntimePlace place) {}

  public VerificationTask {
    weights = List.copyOf(weights);
    samples = List.copyOf(samples);
  }

  /** What verification may take. */
  public VerificationBounds memory() {
    return bounds.memory();
  }

  /** Where the models are run. */
  public RuntimePlace place() {
    return bounds.place();
  }
}
