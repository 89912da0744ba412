package org.woq4j.onnx.rewrite.fold;

import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;

/**
 * A constant that is divided by a scale [K]: element i is divided by the scale at index {@code i /
 * step % K}.
 *
 * @param node the node
 * @param position the input at which it reads the constant
 * @param chain the constant as the node sees it, row-major
 * @param step elements of the constant that share one element of the scale, before the next one
 *     applies
 */
public record DividedConstant(GraphNode node, int position, ConstantChain chain, long step) {}
