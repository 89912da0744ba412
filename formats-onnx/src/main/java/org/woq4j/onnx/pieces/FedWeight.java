package org.woq4j.onnx.pieces;

import java.util.List;
import org.woq4j.api.weight.ElementType;

/**
 * A weight that a model is fed with, in the layout of the node that reads it.
 *
 * @param name the input that it is fed to
 * @param id of the weight
 * @param type its element type
 * @param dims its dimensions
 * @param transposed whether it is [N,K]; else it is [K,N]
 */
public record FedWeight(
    String name, String id, ElementType type, List<Long> dims, boolean transposed) {

  public FedWeight {
    dims = List.copyOf(dims);
  }
}
