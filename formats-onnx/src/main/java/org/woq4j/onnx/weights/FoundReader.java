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
 * @param output how its output differs from that of an emitter
 * @param reader the engine's description of it
 */
public record FoundReader(
    Use use, ConstantChain chain, Matrix matrix, Output output, WeightReader reader) {

  /**
   * How the output of a node differs from that of an emitter's nodes.
   *
   * @param addedAxes leading axes of size 1 that it has because the weight has them
   * @param turnedRank its number of dimensions if its last two are swapped; 0 if they are not
   */
  public record Output(int addedAxes, int turnedRank) {

    static final Output SAME = new Output(0, 0);
  }

  /** The node. */
  public GraphNode node() {
    return use.node().orElseThrow();
  }

  /** The input at which it reads the weight. */
  public int position() {
    return use.position();
  }
}
