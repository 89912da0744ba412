package org.woq4j.onnx.weights;

import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Use;

/**
 * A node that reads a weight.
 *
 * @param use where it reads the weight
 * @param chain the constant as the node sees it
 * @param matrix the constant as a weight
 * @param addedAxes leading axes of size 1 that the output has because the weight has them
 * @param reader the engine's description of it
 */
public record FoundReader(
    Use use, ConstantChain chain, Matrix matrix, int addedAxes, WeightReader reader) {

  /** The node. */
  public GraphNode node() {
    return use.node().orElseThrow();
  }

  /** The input at which it reads the weight. */
  public int position() {
    return use.position();
  }
}
