package org.woq4j.onnx.inputs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * The range of integers for each input of a graph that keeps every Gather inside its constant
 * table. Inputs are followed through operators that move integers without changing them.
 */
public final class IndexBounds {

  /**
   * The bound of inputs that are not known to index a table: nearly every table has rows 0 and 1.
   */
  private static final long UNSEEN = 2;

  /** Operators that pass on all elements of their first input, and no others. */
  private static final Set<String> KEEPS_ALL =
      Set.of(
          "Identity",
          "Cast",
          "Reshape",
          "Unsqueeze",
          "Squeeze",
          "Flatten",
          "Transpose",
          "Expand",
          "Tile");

  /** Operators that may pass on elements of any input. */
  private static final Set<String> KEEPS_SOME =
      Set.of("Slice", "Split", "Concat", "Where", "Gather", "Clip");

  private static final Set<String> KEEPS_DIMS = Set.of("Identity", "Cast", "DequantizeLinear");

  private static final Set<Long> INTEGERS =
      Set.of((long) DataType.INT32.number(), (long) DataType.INT64.number());

  private final Map<String, Long> bounds = new HashMap<>();
  private final Map<String, Long> tableRows = new HashMap<>();
  private final Map<String, Set<String>> origins = new HashMap<>();
  private final Map<String, String> copies = new HashMap<>();
  private final Map<String, List<Long>> tables = new HashMap<>();

  private IndexBounds() {}

  /** Finds the bounds of a graph's inputs, bodies included. */
  public static IndexBounds of(GraphProto graph) {
    IndexBounds bounds = new IndexBounds();
    for (ValueInfoProto input : graph.getInputList()) {
      bounds.origins.put(input.getName(), Set.of(input.getName()));
      bounds.copies.put(input.getName(), input.getName());
    }
    bounds.walk(graph);
    return bounds;
  }

  /**
   * One more than the largest integer that is safe for every element of the input; at least 1. Some
   * elements may be allowed to be larger.
   */
  public long bound(String input) {
    return bounds.getOrDefault(input, UNSEEN);
  }

  /**
   * Rows of the smallest table that every element of the input indexes in every run; empty if no
   * such table is known.
   */
  public OptionalLong tableRows(String input) {
    Long rows = tableRows.get(input);
    return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
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
          walkBody(attribute.getG());
        }
        attribute.getGraphsList().forEach(this::walkBody);
      }
    }
  }

  /** A body may not run, so its tables do not bound the input in every run. */
  private void walkBody(GraphProto body) {
    Map<String, String> outside = new HashMap<>(copies);
    copies.clear();
    walk(body);
    copies.putAll(outside);
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
    long axis = attribute(node, "axis");
    axis = axis < 0 ? axis + dims.size() : axis;
    if (axis < 0 || axis >= dims.size()) {
      return;
    }
    long rows = Math.max(1, dims.get((int) axis));
    for (String input : origins.getOrDefault(node.getInput(1), Set.of())) {
      bounds.merge(input, rows, Math::min);
    }
    if (copies.containsKey(node.getInput(1))) {
      tableRows.merge(copies.get(node.getInput(1)), rows, Math::min);
    }
  }

  /** An integer attribute; 0 if it is missing. */
  private static long attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }

  private void noteOrigins(NodeProto node) {
    boolean keepsAll = KEEPS_ALL.contains(node.getOpType());
    if (!keepsAll && !KEEPS_SOME.contains(node.getOpType())) {
      return;
    }
    Set<String> inputs = new HashSet<>();
    node.getInputList().forEach(input -> inputs.addAll(origins.getOrDefault(input, Set.of())));
    if (!inputs.isEmpty()) {
      node.getOutputList().forEach(output -> origins.put(output, inputs));
    }
    boolean changes = node.getOpType().equals("Cast") && !INTEGERS.contains(attribute(node, "to"));
    if (keepsAll && !changes && copies.containsKey(node.getInput(0))) {
      copies.put(node.getOutput(0), copies.get(node.getInput(0)));
    }
  }
}
