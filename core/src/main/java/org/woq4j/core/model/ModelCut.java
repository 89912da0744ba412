package org.woq4j.core.model;

import java.util.List;
import java.util.Map;

/**
 * How a model falls into pieces when its weights are quantized one after the other. Weights belong
 * to the first piece after which the activation of one of their readers can be had; what does not
 * depend on any of them is in the first piece, and the same before and after.
 *
 * @param pieces in the order in which they are run; those that lead to no wanted site are left out
 * @param pieceOfWeight by the weight's id, the piece after which it is quantized; the number of
 *     pieces or more where there is none to wait for
 */
public record ModelCut(List<Piece> pieces, Map<String, Integer> pieceOfWeight) {

  public ModelCut {
    pieces = List.copyOf(pieces);
    pieceOfWeight = Map.copyOf(pieceOfWeight);
  }
}
