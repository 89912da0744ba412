package org.woq4j.onnx.read;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;

/**
 * Every tensor of a model: initializers, sparse initializers and attributes, in graphs, bodies,
 * functions and training graphs, in the order of the file format's fields.
 */
public final class ModelTensors {

  private final UnaryOperator<TensorProto> constants;
  private final UnaryOperator<TensorProto> parameters;

  /** Counted so that a message is copied only if something in it has changed. */
  private int changes;

  private ModelTensors(
      UnaryOperator<TensorProto> constants, UnaryOperator<TensorProto> parameters) {
    this.constants = constants;
    this.parameters = parameters;
  }

  /** Calls the visitor for every tensor. */
  public static void forEach(ModelProto model, Consumer<TensorProto> visitor) {
    map(
        model,
        tensor -> {
          visitor.accept(tensor);
          return tensor;
        });
  }

  /** A copy of the model with other tensors; the same model if all tensors stay the same. */
  public static ModelProto map(ModelProto model, UnaryOperator<TensorProto> mapping) {
    return new ModelTensors(mapping, mapping).model(model);
  }

  /**
   * A copy of the model with other constants: initializers and the tensors of Constant nodes, but
   * not the attributes of other operators.
   */
  public static ModelProto mapConstants(ModelProto model, UnaryOperator<TensorProto> mapping) {
    return new ModelTensors(mapping, UnaryOperator.identity()).model(model);
  }

  /** A copy of the tensor without its bytes and without references to them. */
  public static TensorProto.Builder withoutBytes(TensorProto tensor) {
    return tensor.toBuilder()
        .clearRawData()
        .clearFloatData()
        .clearDoubleData()
        .clearInt32Data()
        .clearInt64Data()
        .clearUint64Data()
        .clearExternalData()
        .clearDataLocation()
        .clearPayload();
  }

  private ModelProto model(ModelProto model) {
    int before = changes;
    ModelProto.Builder builder = model.toBuilder();
    one(model.getGraph(), this::graph, builder::setGraph);
    each(model.getTrainingInfoList(), this::training, builder::setTrainingInfo);
    each(model.getFunctionsList(), this::function, builder::setFunctions);
    return changes == before ? model : builder.build();
  }

  private GraphProto graph(GraphProto graph) {
    int before = changes;
    GraphProto.Builder builder = graph.toBuilder();
    each(graph.getNodeList(), this::node, builder::setNode);
    each(graph.getInitializerList(), constants, builder::setInitializer);
    each(
        graph.getSparseInitializerList(),
        tensor -> sparse(tensor, constants),
        builder::setSparseInitializer);
    return changes == before ? graph : builder.build();
  }

  private TrainingInfoProto training(TrainingInfoProto training) {
    int before = changes;
    TrainingInfoProto.Builder builder = training.toBuilder();
    one(training.getInitialization(), this::graph, builder::setInitialization);
    one(training.getAlgorithm(), this::graph, builder::setAlgorithm);
    return changes == before ? training : builder.build();
  }

  private FunctionProto function(FunctionProto function) {
    int before = changes;
    FunctionProto.Builder builder = function.toBuilder();
    each(function.getNodeList(), this::node, builder::setNode);
    each(
        function.getAttributeProtoList(),
        attribute -> attribute(attribute, parameters),
        builder::setAttributeProto);
    return changes == before ? function : builder.build();
  }

  private NodeProto node(NodeProto node) {
    int before = changes;
    boolean constant = node.getOpType().equals("Constant") && node.getDomain().isEmpty();
    UnaryOperator<TensorProto> mapping = constant ? constants : parameters;
    NodeProto.Builder builder = node.toBuilder();
    each(
        node.getAttributeList(), attribute -> attribute(attribute, mapping), builder::setAttribute);
    return changes == before ? node : builder.build();
  }

  private AttributeProto attribute(AttributeProto attribute, UnaryOperator<TensorProto> mapping) {
    int before = changes;
    AttributeProto.Builder builder = attribute.toBuilder();
    if (attribute.hasT()) {
      one(attribute.getT(), mapping, builder::setT);
    }
    one(attribute.getG(), this::graph, builder::setG);
    each(attribute.getTensorsList(), mapping, builder::setTensors);
    each(attribute.getGraphsList(), this::graph, builder::setGraphs);
    one(attribute.getSparseTensor(), tensor -> sparse(tensor, mapping), builder::setSparseTensor);
    each(
        attribute.getSparseTensorsList(),
        tensor -> sparse(tensor, mapping),
        builder::setSparseTensors);
    return changes == before ? attribute : builder.build();
  }

  private SparseTensorProto sparse(SparseTensorProto tensor, UnaryOperator<TensorProto> mapping) {
    int before = changes;
    SparseTensorProto.Builder builder = tensor.toBuilder();
    if (tensor.hasValues()) {
      one(tensor.getValues(), mapping, builder::setValues);
    }
    if (tensor.hasIndices()) {
      one(tensor.getIndices(), mapping, builder::setIndices);
    }
    return changes == before ? tensor : builder.build();
  }

  private <T> void one(T old, UnaryOperator<T> mapping, Consumer<T> setter) {
    T now = mapping.apply(old);
    if (now != old) {
      setter.accept(now);
      changes++;
    }
  }

  private <T> void each(List<T> list, UnaryOperator<T> mapping, BiConsumer<Integer, T> setter) {
    for (int i = 0; i < list.size(); i++) {
      int index = i;
      one(list.get(i), mapping, now -> setter.accept(index, now));
    }
  }
}
