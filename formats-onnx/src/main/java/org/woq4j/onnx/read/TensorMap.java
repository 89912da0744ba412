package org.woq4j.onnx.read;

import java.util.function.UnaryOperator;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;

/** Replaces tensors wherever a model holds them. What holds none is shared with the original. */
public final class TensorMap {

  private final UnaryOperator<TensorProto> change;
  private final boolean initializersOnly;

  private TensorMap(UnaryOperator<TensorProto> change, boolean initializersOnly) {
    this.change = change;
    this.initializersOnly = initializersOnly;
  }

  /** The model with every tensor changed, in the order in which they stand in it. */
  public static ModelProto apply(ModelProto model, UnaryOperator<TensorProto> change) {
    return apply(model, new TensorMap(change, false));
  }

  /** The model with the initializers of all its graphs changed. */
  public static ModelProto applyToInitializers(
      ModelProto model, UnaryOperator<TensorProto> change) {
    return apply(model, new TensorMap(change, true));
  }

  private static ModelProto apply(ModelProto model, TensorMap map) {
    ModelProto.Builder changed = model.toBuilder();
    if (model.hasGraph()) {
      changed.setGraph(map.graph(model.getGraph()));
    }
    for (int i = 0; i < model.getTrainingInfoCount(); i++) {
      changed.setTrainingInfo(i, map.training(model.getTrainingInfo(i)));
    }
    for (int i = 0; i < model.getFunctionsCount(); i++) {
      changed.setFunctions(i, map.function(model.getFunctions(i)));
    }
    return changed.build();
  }

  private GraphProto graph(GraphProto graph) {
    GraphProto.Builder changed = graph.toBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getAttributeCount() > 0) {
        changed.setNode(i, node(graph.getNode(i)));
      }
    }
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      changed.setInitializer(i, change.apply(graph.getInitializer(i)));
    }
    for (int i = 0; i < graph.getSparseInitializerCount(); i++) {
      changed.setSparseInitializer(i, sparse(graph.getSparseInitializer(i)));
    }
    return changed.build();
  }

  private NodeProto node(NodeProto node) {
    NodeProto.Builder changed = node.toBuilder();
    for (int i = 0; i < node.getAttributeCount(); i++) {
      changed.setAttribute(i, attribute(node.getAttribute(i)));
    }
    return changed.build();
  }

  private AttributeProto attribute(AttributeProto attribute) {
    AttributeProto.Builder changed = attribute.toBuilder();
    if (attribute.hasT()) {
      changed.setT(constant(attribute.getT()));
    }
    if (attribute.hasG()) {
      changed.setG(graph(attribute.getG()));
    }
    for (int i = 0; i < attribute.getTensorsCount(); i++) {
      changed.setTensors(i, constant(attribute.getTensors(i)));
    }
    for (int i = 0; i < attribute.getGraphsCount(); i++) {
      changed.setGraphs(i, graph(attribute.getGraphs(i)));
    }
    if (attribute.hasSparseTensor()) {
      changed.setSparseTensor(sparse(attribute.getSparseTensor()));
    }
    for (int i = 0; i < attribute.getSparseTensorsCount(); i++) {
      changed.setSparseTensors(i, sparse(attribute.getSparseTensors(i)));
    }
    return changed.build();
  }

  private TensorProto constant(TensorProto tensor) {
    return initializersOnly ? tensor : change.apply(tensor);
  }

  private SparseTensorProto sparse(SparseTensorProto tensor) {
    return tensor.toBuilder()
        .setValues(constant(tensor.getValues()))
        .setIndices(constant(tensor.getIndices()))
        .build();
  }

  private FunctionProto function(FunctionProto function) {
    FunctionProto.Builder changed = function.toBuilder();
    for (int i = 0; i < function.getNodeCount(); i++) {
      changed.setNode(i, node(function.getNode(i)));
    }
    for (int i = 0; i < function.getAttributeProtoCount(); i++) {
      changed.setAttributeProto(i, attribute(function.getAttributeProto(i)));
    }
    return changed.build();
  }

  private TrainingInfoProto training(TrainingInfoProto training) {
    TrainingInfoProto.Builder changed = training.toBuilder();
    if (training.hasInitialization()) {
      changed.setInitialization(graph(training.getInitialization()));
    }
    if (training.hasAlgorithm()) {
      changed.setAlgorithm(graph(training.getAlgorithm()));
    }
    return changed.build();
  }
}
