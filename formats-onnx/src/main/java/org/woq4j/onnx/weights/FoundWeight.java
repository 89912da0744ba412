package org.woq4j.onnx.weights;

import java.util.List;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.onnx.graph.GraphScope;

/**
 * A constant that nodes read as one and the same weight.
 *
 * @param weight what the engine is told of it
 * @param transposed whether it is stored as [N,K]
 * @param factor what its elements are to be multiplied by: a Gemm's alpha, else 1
 * @param readers its readers, those of {@code weight} in the same order
 */
public record FoundWeight(
    ConstantWeight weight, boolean transposed, float factor, List<FoundReader> readers) {

  public FoundWeight {
    readers = List.copyOf(readers);
  }

  /** How its first reader sees it; the others see the same elements. */
  ConstantChain chain() {
    return readers.get(0).chain();
  }

  /** The graph that holds the constant. */
  public GraphScope home() {
    return chain().source().scope();
  }
}
