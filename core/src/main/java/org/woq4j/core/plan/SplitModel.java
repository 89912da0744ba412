package org.woq4j.core.plan;

import java.util.List;
import org.woq4j.core.memory.FrontierMemory;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.model.Piece;

/**
 * The float model in one piece for each pass through the calibration data.
 *
 * @param pieces in the order of the passes
 * @param activations bytes of the activations that pieces hand on, as an estimate
 * @param activationBound bytes of these that may stay in memory; the rest goes to a file
 */
public record SplitModel(List<Piece> pieces, long activations, long activationBound) {

  public SplitModel {
    pieces = List.copyOf(pieces);
  }

  /** What of the activations is in memory. */
  MemoryPart kept() {
    return FrontierMemory.part(Math.min(activations, activationBound));
  }
}
