package org.woq4j.core.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is to be run piece by piece.
 *
 * @param model the float model
 * @param replacements the weights that are quantized, with the readers that are replaced
 * @param sites activations that are wanted, as {@link WeightReader#site} names them
 * @param providers execution providers by name, best first; empty for the runner's default
 */
public record CutTask(
    FloatModel model, List<Replacement> replacements, Set<String> sites, List<String> providers) {

  public CutTask {
    Objects.requireNonNull(model, "model");
    replacements = List.copyOf(replacements);
    sites = Set.copyOf(sites);
    providers = List.copyOf(providers);
  }

  /** The pieces. */
  public ModelCut cut() {
    return model.cut(replacements, sites);
  }
}
