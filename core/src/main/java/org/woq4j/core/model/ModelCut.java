package org.woq4j.core.model;

import java.util.List;
import java.util.Map;

/**
 * How a model is cut into pieces when its weights are quantized one after the other. A weight
 * belongs to the first piece that computes the activation of one of its readers. Nodes that depend
 * on no weight are in the first piece; quantization does not change their values.
 *
 * @param pieces in the order in which they run; without pieces that lead to no requested site
 * @param pieceOfWeight by the weight's id, the piece after which it is quantized; the number of
 *     pieces or more if it waits for no piece
 */
public record ModelCut(List<Piece> pieces, Map<String, Integer> pieceOfWeight) {

  public ModelCut {
    pieces = List.copyOf(pieces);
    pieceOfWeight = Map.copyOf(pieceOfWeight);
  }
}
