package org.woq4j.core.model;

import java.util.List;
import java.util.Objects;
import org.woq4j.core.request.RuntimePlace;

/**
 * Which activations of a model to capture.
 *
 * @param model the float model
 * @param sites the activations; their readers are in the main graph
 * @param providers execution providers by name, best first; empty for the runner's default
 * @param place where the model is run
 */
public record ActivationTask(
    FloatModel model, List<Site> sites, List<String> providers, RuntimePlace place) {

  public ActivationTask {
    Objects.requireNonNull(model, "model");
    sites = List.copyOf(sites);
    providers = List.copyOf(providers);
    Objects.requireNonNull(place, "place");
  }
}
