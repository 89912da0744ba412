package org.woq4j.onnx.sample;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * The products of an encoder's layers without its attention: four of width x width, one of width x
 * 4 width, one of 4 width x width, each followed by a Tanh, which keeps values bounded.
 */
public final class EncoderLayers {

  /** The input, float32 [rows, width]. */
  public static final String INPUT = "x";

  private static final String ROWS = "rows";
  private static final int OPSET = 14;
  private static final int IR_VERSION = 8;
  private static final int SEED = 18;

  /** The elements of a layer's weights, in multiples of width x width. */
  private static final int SQUARES_PER_LAYER = 12;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("layers");
  private String value = INPUT;

  private EncoderLayers() {}

  /**
   * Writes a model of so many layers. The same arguments give the same bytes.
   *
   * @param width features of the input and the output
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, int width, int layers) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      new EncoderLayers().model(width, layers).writeTo(out);
    }
  }

  /** The size of the weights of so many layers; a double, since it may exceed every file. */
  public static double bytes(int width, int layers) {
    return (double) layers * SQUARES_PER_LAYER * width * width * Float.BYTES;
  }

  private ModelProto model(int width, int layers) {
    graph.addInput(info(INPUT, width));
    for (int layer = 0; layer < layers; layer++) {
      for (int square = 0; square < 4; square++) {
        multiply(width, width);
      }
      multiply(width, 4 * width);
      multiply(4 * width, width);
    }
    graph.addOutput(info(value, width));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  private void multiply(int inputs, int outputs) {
    String weight = "w" + graph.getInitializerCount();
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(weight)
            .setDataType(DataType.FLOAT.number())
            .addAllDims(List.of((long) inputs, (long) outputs))
            .setRawData(weights(inputs, outputs)));
    node("MatMul", value, weight);
    node("Tanh", value);
  }

  private void node(String operator, String... inputs) {
    String output = "v" + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setName(operator + graph.getNodeCount())
            .setOpType(operator)
            .addAllInput(List.of(inputs))
            .addOutput(output));
    value = output;
  }

  private ByteString weights(int inputs, int outputs) {
    ByteBuffer bytes =
        ByteBuffer.allocate(inputs * outputs * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double size = Math.sqrt(3.0 / inputs);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) ((2 * random.nextDouble() - 1) * size));
    }
    return ByteString.copyFrom(bytes.flip());
  }

  private static ValueInfoProto info(String name, int width) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(ROWS))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.number())
                        .setShape(shape)))
        .build();
  }
}
