package org.woq4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TensorShapeProto.Dimension;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * Builds small models, a node a line. Their weights are such that 4 bits in groups of {@link
 * #GROUP_SIZE} hold them without an error: multiples of 1/8 from -1 to 7/8, both ends in each
 * group. A group of a single row holds -1 to the last bit or two.
 */
final class TestModel {

  static final int GROUP_SIZE = 16;

  /** A dimension of any size. */
  static final long OPEN = -1;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private int opset = 17;
  private int irVersion = 8;

  static TestModel graph() {
    return new TestModel();
  }

  /** With one float input named x. */
  static TestModel taking(long... dims) {
    return graph().input("x", DataType.FLOAT, dims);
  }

  TestModel input(String name, DataType type, long... dims) {
    graph.addInput(value(name, type, dims));
    return this;
  }

  TestModel output(String... names) {
    for (String name : names) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    }
    return this;
  }

  /** An output that declares its type, as exporters write it. */
  TestModel output(String name, DataType type, long... dims) {
    graph.addOutput(value(name, type, dims));
    return this;
  }

  TestModel versions(int opsetVersion, int ir) {
    this.opset = opsetVersion;
    this.irVersion = ir;
    return this;
  }

  /** A float32 weight [K,N]. */
  TestModel weight(String name, int inputFeatures, int outputFeatures) {
    return constant(
        tensor(
            name,
            DataType.FLOAT,
            elements(inputFeatures, outputFeatures),
            inputFeatures,
            outputFeatures));
  }

  TestModel constant(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  TestModel longs(String name, List<Long> dims, Long... values) {
    return constant(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64.number())
            .addAllDims(dims)
            .addAllInt64Data(List.of(values))
            .build());
  }

  /** A scalar. */
  static TensorProto int32(String name, int value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT32.number())
        .addInt32Data(value)
        .build();
  }

  /** A node that is named after its output, with a slash before it. */
  TestModel node(String operator, List<String> inputs, String output) {
    return node(operator, inputs, List.of(output), Map.of());
  }

  TestModel node(
      String operator, List<String> inputs, List<String> outputs, Map<String, ?> attributes) {
    NodeProto.Builder node = unnamed(operator, inputs, outputs);
    node.setName("/" + outputs.get(0));
    attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
    return node(node);
  }

  /** A node of ONNX Runtime's own operators. */
  TestModel contributed(
      String operator, List<String> inputs, String output, Map<String, ?> attributes) {
    node(operator, inputs, List.of(output), attributes);
    graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(NodeSpec.MICROSOFT);
    return this;
  }

  TestModel node(NodeProto.Builder node) {
    graph.addNode(node);
    return this;
  }

  static NodeProto.Builder unnamed(String operator, List<String> inputs, List<String> outputs) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addAllOutput(outputs);
  }

  ModelProto build() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(irVersion)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph);
    if (graph.getNodeList().stream().anyMatch(node -> !node.getDomain().isEmpty())) {
      model.addOpsetImport(
          OperatorSetIdProto.newBuilder().setDomain(NodeSpec.MICROSOFT).setVersion(1));
    }
    return model.build();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, build().toByteArray());
  }

  /** Elements [K,N]. */
  static float[] elements(int inputFeatures, int outputFeatures) {
    Random random = new Random(31L * inputFeatures + outputFeatures);
    float[] elements = new float[inputFeatures * outputFeatures];
    for (int i = 0; i < elements.length; i++) {
      elements[i] =
          switch (i / outputFeatures % GROUP_SIZE) {
            case 0 -> -1;
            case 1 -> 7 / 8f;
            default -> (random.nextInt(16) - 8) / 8f;
          };
    }
    return elements;
  }

  /** The elements of a matrix [rows, columns], transposed. */
  static float[] transposed(float[] elements, int columns) {
    return transposedEach(elements, elements.length / columns, columns);
  }

  /** Matrices [K,N] of a stack as [N,K]. */
  static float[] transposedEach(float[] elements, int rows, int columns) {
    float[] transposed = new float[elements.length];
    for (int i = 0; i < elements.length; i++) {
      int column = i % columns;
      int row = i / columns % rows;
      transposed[(i / (rows * columns) * columns + column) * rows + row] = elements[i];
    }
    return transposed;
  }

  static TensorProto tensor(String name, DataType type, float[] elements, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.length * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (float element : elements) {
      switch (type) {
        case FLOAT -> bytes.putFloat(element);
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(element));
        case BFLOAT16 -> bytes.putShort(BFloat16.fromFloat(element));
        default -> throw new AssertionError(type);
      }
    }
    return SmallTensors.of(name, type, Arrays.stream(dims).boxed().toList(), bytes.flip());
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof TestModel body) {
      return attribute.setType(AttributeType.GRAPH).setG(body.graph).build();
    }
    if (value instanceof TensorProto tensor) {
      return attribute.setType(AttributeType.TENSOR).setT(tensor).build();
    }
    NodeSpec node = new NodeSpec("", "Identity", List.of("x"), List.of("y"), Map.of(name, value));
    return NodeProtos.of(node, name).getAttribute(0);
  }

  private static ValueInfoProto value(String name, DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      Dimension.Builder size = Dimension.newBuilder();
      shape.addDim(dim == OPEN ? size.setDimParam("n") : size.setDimValue(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
