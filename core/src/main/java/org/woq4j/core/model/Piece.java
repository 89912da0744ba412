package org.woq4j.core.model;

import java.util.List;
import java.util.Map;

/**
 * A part of a model that can be run once the weights of all earlier parts are quantized. The format
 * that cut the model creates it, and a {@link PiecewiseRun} for that format runs it. Immutable.
 */
public interface Piece {

  /** Its place in the cut; the first has 0. */
  int index();

  /** Number of nodes that compute from an activation. */
  int nodes();

  /** Values that it reads: inputs of the model, and outputs of earlier pieces. */
  List<String> inputs();

  /** Values that it computes for later pieces and for its sites. */
  List<String> outputs();

  /** Ids of the weights that its nodes read; all of them belong to earlier pieces. */
  List<String> weights();

  /** The sites of the activations that it computes, each with the name of its value. */
  Map<Site, String> sites();
}
