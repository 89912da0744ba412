package org.woq4j.core.model;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.request.RuntimePlace;

/**
 * The model to verify.
 *
 * @param original the float model
 * @param staged the file of the written model
 * @param weights the replaced weights
 * @param memory what verification may take
 * @param place where the models are run
 */
public record VerificationTask(
    FloatModel original,
    Path staged,
    List<WeightOutcome> weights,
    VerificationBounds memory,
    RuntimePlace place) {

  public VerificationTask {
    weights = List.copyOf(weights);
  }
}
