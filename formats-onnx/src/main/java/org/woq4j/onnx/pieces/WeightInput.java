package org.woq4j.onnx.pieces;

import java.util.List;
import org.woq4j.api.weight.ElementType;

/**
 * An input through which a model gets a weight, in the layout of the node that reads it.
 *
 * @param name the name of the input
 * @param id of the weight
 * @param type its element type
 * @param dims its dimensions
 * @param transposed whether its layout is [N,K] instead of [K,N]
 */
public record WeightInput(
    String name, String id, ElementType type, List<Long> dims, boolean transposed) {

  public WeightInput {
    dims = List.copyOf(dims);
  }
}
