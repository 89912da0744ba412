package org.woq4j.runtime.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * How large the integers of each input of a graph may be, so that no Gather looks past the end of a
 * constant table. Inputs are followed through operators that move integers without changing them.
 */
final class IndexBounds {

  /** For inputs that no table is seen to be indexed by: 0 and 1 are within all but odd tables. */
  private static final long UNSEEN = 2;

  private static final Set<String> MOVES =
      Set.of(
          "Identity",
          "Cast",
          "Reshape",
          "Unsqueeze",
          "Squeeze",
          "Flatten",
          "Transpose",
          "Slice",
          "Split",
          "Expand",
          "Tile",
          "Concat",
          "Where",
          "Gather",
          "Clip");

  private static final Set<String> KEEPS_DIMS = Set.of("Identity", "Cast", "DequantizeLinear");

  private final Map<String, Long> bounds = new HashMap<>();
  private final Map<String, Set<String>> origins = new HashMap<>();
  private final Map<String, List<Long>> tables = new HashMap<>();

  private IndexBounds() {}

  static IndexBounds of(GraphProto graph) {
    IndexBounds bounds = new IndexBounds();
    for (ValueInfoProto input : graph.getInputList()) {
      bounds.origins.put(input.getName(), Set.of(input.getName()));
    }
    bounds.walk(graph);
    return bounds;
  }

  /** One more than the largest integer that the input may hold; at least 1. */
  long bound(String input) {
    return bounds.getOrDefault(input, UNSEEN);
  }

  private void walk(GraphProto graph) {
    for (TensorProto constant : graph.getInitializerList()) {
      tables.put(constant.getName(), constant.getDimsList());
    }
    for (NodeProto node : graph.getNodeList()) {
      noteTable(node);
      noteIndices(node);
      noteOrigins(node);
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          walk(attribute.getG());
        }
        attribute.getGraphsList().forEach(this::walk);
      }
    }
  }

  private void noteTable(NodeProto node) {
    if (node.getOutputCount() == 0) {
      return;
    }
    if (node.getOpType().equals("Constant")) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasT()) {
          tables.put(node.getOutput(0), attribute.getT().getDimsList());
        }
      }
    } else if (KEEPS_DIMS.contains(node.getOpType()) && tables.containsKey(node.getInput(0))) {
      tables.put(node.getOutput(0), tables.get(node.getInput(0)));
    }
  }

  private void noteIndices(NodeProto node) {
    if (!node.getOpType().equals("Gather") || node.getInputCount() < 2) {
      return;
    }
    List<Long> dims = tables.getOrDefault(node.getInput(0), List.of());
    long axis = 0;
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals("axis")) {
        axis = attribute.getI();
      }
    }
    axis = axis < 0 ? axis + dims.size() : axis;
    if (axis < 0 || axis >= dims.size()) {
      return;
    }
    long rows = Math.max(1, dims.get((int) axis));
    for (String input : origins.getOrDefault(node.getInput(1), Set.of())) {
      bounds.merge(input, rows, Math::min);
    }
  }

  private void noteOrigins(NodeProto node) {
    if (!MOVES.contains(node.getOpType())) {
      return;
    }
    Set<String> inputs = new HashSet<>();
    node.getInputList().forEach(input -> inputs.addAll(origins.getOrDefault(input, Set.of())));
    if (!inputs.isEmpty()) {
      node.getOutputList().forEach(output -> origins.put(output, inputs));
    }
  }
}
