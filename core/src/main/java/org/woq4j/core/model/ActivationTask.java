package org.woq4j.core.model;

import java.util.List;
import java.util.Objects;
import org.woq4j.core.request.RuntimeChoice;

/**
 * Which activations of a model to capture.
 *
 * @param model the float model
 * @param sites the activations; their readers are in the main graph
 * @param runtime how the model is run
 */
public record ActivationTask(FloatModel model, List<Site> sites, RuntimeChoice runtime) {

  public ActivationTask {
    Objects.requireNonNull(model, "model");
    sites = List.copyOf(sites);
    Objects.requireNonNull(runtime, "runtime");
  }
}
