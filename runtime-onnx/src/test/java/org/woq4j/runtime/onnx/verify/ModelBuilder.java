package org.woq4j.runtime.onnx.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TensorShapeProto.Dimension;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** Builds small models by hand. */
public final class ModelBuilder {

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  /** A dimension is a number, or a symbol's name. */
  public ModelBuilder input(String name, DataType type, Object... dims) {
    graph.addInput(value(name, type, dims));
    return this;
  }

  public ModelBuilder output(String name, DataType type, Object... dims) {
    graph.addOutput(value(name, type, dims));
    return this;
  }

  public ModelBuilder floats(String name, float[] values, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return constant(name, DataType.FLOAT, bytes.array(), dims);
  }

  ModelBuilder longs(String name, long[] values, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return constant(name, DataType.INT64, bytes.array(), dims);
  }

  public ModelBuilder constant(String name, DataType type, byte[] bytes, long... dims) {
    graph.addInitializer(
        SmallTensors.of(name, type, Arrays.stream(dims).boxed().toList(), ByteBuffer.wrap(bytes)));
    return this;
  }

  public ModelBuilder node(String operator, List<String> inputs, String output) {
    return node("", operator, inputs, output, Map.of());
  }

  /** A node without a name. */
  ModelBuilder node(String operator, List<String> inputs, List<String> outputs) {
    graph.addNode(
        NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addAllOutput(outputs));
    return this;
  }

  /** A node named after its output, with a slash before it. */
  public ModelBuilder node(
      String domain,
      String operator,
      List<String> inputs,
      String output,
      Map<String, ?> attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName("/" + output)
            .setDomain(domain)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output);
    attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
    graph.addNode(node);
    return this;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof GraphProto body) {
      return attribute.setType(AttributeType.GRAPH).setG(body).build();
    }
    if (value instanceof Float real) {
      return attribute.setType(AttributeType.FLOAT).setF(real).build();
    }
    if (value instanceof List<?> list) {
      list.forEach(element -> attribute.addInts((Long) element));
      return attribute.setType(AttributeType.INTS).build();
    }
    return attribute.setType(AttributeType.INT).setI(((Number) value).longValue()).build();
  }

  public GraphProto graph() {
    return graph.build();
  }

  public ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(10)
        .addOpsetImport(opset("", 21))
        .addOpsetImport(opset("com.microsoft", 1))
        .addOpsetImport(opset("test.custom", 1))
        .setGraph(graph)
        .build();
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, model().toByteArray());
  }

  private static OperatorSetIdProto opset(String domain, int version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  private static ValueInfoProto value(String name, DataType type, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dim : dims) {
      shape.addDim(
          dim instanceof String symbol
              ? Dimension.newBuilder().setDimParam(symbol)
              : Dimension.newBuilder().setDimValue(((Number) dim).longValue()));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
