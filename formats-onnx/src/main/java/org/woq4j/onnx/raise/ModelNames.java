package org.woq4j.onnx.raise;

import java.util.HashSet;
import java.util.Set;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** The names of values and nodes in all graphs of a model, and the values that are read. */
final class ModelNames {

  private final Set<String> taken = new HashSet<>();
  private final Set<String> read = new HashSet<>();

  ModelNames(ModelProto model) {
    add(model.getGraph());
    for (TrainingInfoProto training : model.getTrainingInfoList()) {
      add(training.getInitialization());
      add(training.getAlgorithm());
    }
  }

  /** A new name that nothing in the model has: the given text, with a number if it is taken. */
  String fresh(String wish) {
    String name = wish;
    for (int i = 1; !taken.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  /** Whether a node reads a value of that name or a graph outputs it. */
  boolean isRead(String value) {
    return !value.isEmpty() && read.contains(value);
  }

  private void add(GraphProto graph) {
    graph.getInputList().forEach(value -> taken.add(value.getName()));
    graph.getOutputList().forEach(value -> read.add(value.getName()));
    graph.getValueInfoList().stream().map(ValueInfoProto::getName).forEach(taken::add);
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(taken::add);
    graph.getSparseInitializerList().stream()
        .map(SparseTensorProto::getValues)
        .map(TensorProto::getName)
        .forEach(taken::add);
    graph.getNodeList().forEach(this::add);
  }

  private void add(NodeProto node) {
    taken.add(node.getName());
    taken.addAll(node.getOutputList());
    read.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        add(attribute.getG());
      }
      attribute.getGraphsList().forEach(this::add);
    }
  }
}
