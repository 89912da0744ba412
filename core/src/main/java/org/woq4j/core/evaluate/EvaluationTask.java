package org.woq4j.core.evaluate;

import java.util.Optional;
import org.woq4j.core.inference.InferenceEngine;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.QuantizationRequest;

/**
 * The model to evaluate.
 *
 * @param original the float model
 * @param written the written model
 * @param request what the run was asked for, with an evaluation
 * @param means what evaluates it
 * @param control how the caller follows and stops the run
 */
public record EvaluationTask(
    FloatModel original,
    Written written,
    QuantizationRequest request,
    Means means,
    RunControl control) {

  /**
   * What evaluates a model.
   *
   * @param registry the known measures and sources
   * @param engine runs models
   */
  public record Means(Registry registry, InferenceEngine engine) {}

  /**
   * A written model.
   *
   * @param model the model, opened
   * @param recipe the recipe that made it; empty if no writer of recipes is known
   */
  public record Written(FloatModel model, Optional<String> recipe) {}
}
