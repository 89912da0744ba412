package org.woq4j.onnx.graph;

/**
 * One place where a value is read.
 *
 * @param node the node that reads it; null where it is an output of its graph
 * @param position the node's input
 */
public record Use(GraphNode node, int position) {}
