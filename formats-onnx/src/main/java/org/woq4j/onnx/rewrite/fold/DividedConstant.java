package org.woq4j.onnx.rewrite.fold;

import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.weights.ConstantChain;

/**
 * A constant that a node reads, to be divided by a scale [K]: element i by that with index {@code i
 * / step % K}.
 *
 * @param node the node
 * @param position the input at which it reads the constant
 * @param chain the constant as the node sees it, row-major
 * @param step elements from one element of the scale to the next
 */
public record DividedConstant(GraphNode node, int position, ConstantChain chain, long step) {}
