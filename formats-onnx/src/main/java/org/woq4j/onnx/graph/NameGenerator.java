package org.woq4j.onnx.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Generates names for new values and nodes that nothing else in a model has, bodies included. The
 * same requests in the same order give the same names.
 */
public final class NameGenerator {

  private final Set<String> values = new HashSet<>();
  private final Map<String, Integer> nodes = new HashMap<>();

  public NameGenerator(ModelProto model) {
    add(model.getGraph());
    model
        .getTrainingInfoList()
        .forEach(
            training -> {
              add(training.getInitialization());
              add(training.getAlgorithm());
            });
  }

  /** A new name for a value. */
  public String value(String wish) {
    String name = wish;
    for (int i = 2; !values.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  /** A new name for a node. */
  public String node(String wish) {
    String name = wish;
    for (int i = 2; nodes.putIfAbsent(name, 1) != null; i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  /** The name of a replaced node if no other node has it, else a new name that starts with it. */
  public String successor(GraphNode replaced) {
    if (nodes.getOrDefault(replaced.proto().getName(), 0) == 1) {
      return replaced.proto().getName();
    }
    return node(replaced.name());
  }

  private void add(GraphProto graph) {
    graph.getInputList().forEach(input -> values.add(input.getName()));
    graph.getOutputList().forEach(output -> values.add(output.getName()));
    graph.getValueInfoList().forEach(info -> values.add(info.getName()));
    graph.getInitializerList().forEach(tensor -> values.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(tensor -> values.add(tensor.getValues().getName()));
    graph.getNodeList().forEach(this::add);
  }

  private void add(NodeProto node) {
    if (!node.getName().isEmpty()) {
      nodes.merge(node.getName(), 1, Integer::sum);
    }
    values.addAll(node.getInputList());
    values.addAll(node.getOutputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        add(attribute.getG());
      }
      attribute.getGraphsList().forEach(this::add);
    }
  }
}
