package org.woq4j.onnx.weights;

import java.util.List;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphScope;

/**
 * A weight with its place in the graph: a constant, or a part of one, that nodes read as the same
 * matrix.
 *
 * @param weight the engine's description of it
 * @param matrix where its elements are stored
 * @param factor factor on its elements: alpha if its only reader is a Gemm, else 1
 * @param readers its readers, in the order of those of {@code weight}
 */
public record FoundWeight(
    ConstantWeight weight, Matrix matrix, float factor, List<FoundReader> readers) {

  public FoundWeight {
    readers = List.copyOf(readers);
  }

  /** The constant as its first reader sees it; the others see the same elements. */
  ConstantChain chain() {
    return readers.get(0).chain();
  }

  /** The graph that holds the constant. */
  public GraphScope home() {
    return chain().source().scope();
  }
}
