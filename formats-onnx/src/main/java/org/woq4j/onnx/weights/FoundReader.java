package org.woq4j.onnx.weights;

import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Use;

/**
 * A node that reads a weight.
 *
 * @param node the node
 * @param position the input at which it reads the weight
 * @param chain the constant as the node sees it
 * @param matrix the constant as a weight
 * @param addedAxes leading axes of size 1 that the output has because the weight has them
 * @param reader what the engine is told of it
 */
public record FoundReader(
    GraphNode node,
    int position,
    ConstantChain chain,
    Matrix matrix,
    int addedAxes,
    WeightReader reader) {

  /** Whether a use is the node's own, or that of a link of its chain. */
  boolean owns(Use use) {
    return (use.node() == node && use.position() == position)
        || (use.position() == 0 && chain.links().stream().anyMatch(link -> link == use.node()));
  }
}
