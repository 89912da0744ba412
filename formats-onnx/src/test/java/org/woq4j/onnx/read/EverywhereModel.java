package org.woq4j.onnx.read;

import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** A model with a tensor of 2 KiB in each place that the format allows. */
public final class EverywhereModel {

  /** How many of its tensors are large. */
  public static final int TENSORS = 16;

  /** How many of these are constants: initializers or in Constant nodes. */
  public static final int CONSTANTS = 11;

  private int made;

  private EverywhereModel() {}

  public static ModelProto make() {
    return new EverywhereModel().model();
  }

  private ModelProto model() {
    FunctionProto function =
        FunctionProto.newBuilder()
            .setName("f")
            .setDomain("local")
            .addNode(ModelFixtures.constant(tensor()))
            .addAttributeProto(AttributeProto.newBuilder().setName("default").setT(tensor()))
            .build();
    TrainingInfoProto training =
        TrainingInfoProto.newBuilder()
            .setInitialization(GraphProto.newBuilder().addInitializer(tensor()))
            .setAlgorithm(GraphProto.newBuilder().addInitializer(tensor()))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(10)
        .setDocString("what stands around tensors stays")
        .setGraph(graph())
        .addFunctions(function)
        .addTrainingInfo(training)
        .build();
  }

  private GraphProto graph() {
    GraphProto body =
        GraphProto.newBuilder()
            .addNode(ModelFixtures.constant(tensor()))
            .addInitializer(tensor())
            .build();
    AttributeProto everything =
        AttributeProto.newBuilder()
            .setName("everything")
            .setT(tensor())
            .setG(body)
            .addTensors(tensor())
            .addGraphs(body.toBuilder().setInitializer(0, tensor()))
            .setSparseTensor(sparse())
            .addSparseTensors(SparseTensorProto.newBuilder().setValues(tensor()))
            .build();
    return GraphProto.newBuilder()
        .addNode(ModelFixtures.constant(tensor()))
        .addNode(NodeProto.newBuilder().setOpType("Custom").setDomain("x").addAttribute(everything))
        .addInitializer(tensor())
        .addInitializer(tensor().toBuilder().setDocString("after the bytes"))
        .addSparseInitializer(sparse().toBuilder().addDims(4096))
        .build();
  }

  private SparseTensorProto sparse() {
    return SparseTensorProto.newBuilder().setValues(tensor()).setIndices(numbers()).build();
  }

  private TensorProto numbers() {
    return TensorProto.newBuilder()
        .setName("indices")
        .setDataType(DataType.INT64.number())
        .addDims(2)
        .addInt64Data(1)
        .addInt64Data(-1)
        .build();
  }

  private TensorProto tensor() {
    made++;
    return ModelFixtures.uint8("t" + made, 2048, made);
  }
}
