package org.woq4j.onnx;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** Builds small models, one node per line. */
public final class SmallModel {

  public static final int FLOAT = 1;
  public static final int UINT8 = 2;
  public static final int INT32 = 6;
  public static final int INT64 = 7;
  public static final int BOOL = 9;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");

  public static SmallModel graph() {
    return new SmallModel();
  }

  /** With one float input named x. */
  public static SmallModel taking(long... dims) {
    return graph().input("x", FLOAT, dims);
  }

  public SmallModel input(String name, int type, long... dims) {
    graph.addInput(value(name, type, dims));
    return this;
  }

  public SmallModel scalarInput(String name, int type) {
    graph.addInput(value(name, type));
    return this;
  }

  public SmallModel floats(String name, List<Long> dims, double... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    tensor.addAllDims(dims);
    Arrays.stream(values).forEach(value -> tensor.addFloatData((float) value));
    graph.addInitializer(tensor);
    return this;
  }

  public SmallModel ints(String name, List<Long> dims, long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(INT64);
    tensor.addAllDims(dims);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor);
    return this;
  }

  public SmallModel initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  public SmallModel node(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return node(namelessNode(operator, inputs, outputs, attributes));
  }

  public SmallModel node(NodeProto node) {
    graph.addNode(node);
    return this;
  }

  /** One node from the value x to the value y. */
  public SmallModel node(String operator, AttributeProto... attributes) {
    return node(operator, List.of("x"), List.of("y"), attributes);
  }

  public SmallModel output(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  public SmallModel output(String name, int type, long... dims) {
    graph.addOutput(value(name, type, dims));
    return this;
  }

  public SmallModel declare(String name, int type, long... dims) {
    graph.addValueInfo(value(name, type, dims));
    return this;
  }

  public GraphProto body() {
    return graph.build();
  }

  /** The model, with y as its output if none was named. */
  public ModelProto opset(long version) {
    if (graph.getOutputCount() == 0) {
      output("y");
    }
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .setGraph(graph)
        .addOpsetImport(opsetImport("", version))
        .build();
  }

  public static OperatorSetIdProto opsetImport(String domain, long version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  public static NodeProto namelessNode(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  public static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeType.INT).setI(value).build();
  }

  public static AttributeProto real(String name, double value) {
    return attribute(name, AttributeType.FLOAT).setF((float) value).build();
  }

  public static AttributeProto text(String name, String value) {
    return attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  public static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  public static AttributeProto body(String name, SmallModel body) {
    return attribute(name, AttributeType.GRAPH).setG(body.body()).build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static ValueInfoProto value(String name, int type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
