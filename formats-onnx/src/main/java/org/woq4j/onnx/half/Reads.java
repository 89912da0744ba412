package org.woq4j.onnx.half;

import java.util.Optional;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.half.operators.FloatOperators;

/**
 * The types in which nodes read and return values that half precision may hold.
 *
 * @param floats the nodes that stay float32
 * @param operators what operators take and return in float32 only
 */
record Reads(FloatNodes floats, FloatOperators operators) {

  /** Whether an input is half precision rather than float32; empty if it may be either. */
  Optional<Boolean> wantsHalf(GraphNode node, int position) {
    return operators.takesAny(node)
        ? Optional.empty()
        : Optional.of(!floats.contains(node) && !operators.isFloatInput(node, position));
  }

  /** Whether an output is half precision rather than float32. */
  boolean returnsHalf(GraphNode node, int position) {
    return !floats.contains(node) && !operators.isFloatOutput(node, position);
  }
}
