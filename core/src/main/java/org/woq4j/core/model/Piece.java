package org.woq4j.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a model that can be run once the weights of all earlier parts are quantized.
 *
 * @param nodes number of nodes that compute something of an activation
 * @param inputs values that it reads: inputs of the model, and outputs of earlier pieces
 * @param outputs values that it gives: those that later pieces read, and those of its sites
 * @param weights ids of the weights that its nodes read; all of them belong to earlier pieces
 * @param sites the activations that can be had once it has run, each with the value that it is
 */
public record Piece(
    int nodes,
    List<String> inputs,
    List<String> outputs,
    List<String> weights,
    Map<String, String> sites) {

  public Piece {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    weights = List.copyOf(weights);
    sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
  }
}
