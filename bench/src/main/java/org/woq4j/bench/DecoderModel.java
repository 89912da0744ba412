package org.woq4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * Writes a decoder with the graph of a small language model and seeded random weights: layers of
 * causal attention and of an inner layer of four times the width, with norms and residuals, then a
 * head.
 */
public final class DecoderModel {

  private static final int LENGTH = 256;
  private static final int VOCABULARY = 2000;
  private static final int HEADS = 12;
  private static final String DATA = "decoder.onnx.data";

  private final Path folder;
  private final long width;
  private final SplittableRandom random = new SplittableRandom(12);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("decoder");
  private long offset;

  private DecoderModel(Path folder, int width) {
    this.folder = folder;
    this.width = width;
  }

  /**
   * Writes decoder.onnx, which takes input_ids [batch, 256], and its data into an empty folder.
   *
   * @param arguments the folder, the number of layers, and their width
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    new DecoderModel(folder, Integer.parseInt(arguments[2])).write(Integer.parseInt(arguments[1]));
  }

  private void write(int layers) throws IOException {
    graph.addInput(value("input_ids", DataType.INT64, LENGTH));
    weight("embedding", VOCABULARY, width);
    floats("mask", causalMask(), LENGTH, LENGTH);
    floats("temperature", new float[] {(float) Math.sqrt((double) HEADS / width)});
    longs("split", 0, 0, HEADS, width / HEADS);
    longs("join", 0, 0, width);
    floats("gain", filled(1), width);
    String stream = node("Gather", "embedding", "input_ids");
    for (int layer = 0; layer < layers; layer++) {
      stream = node("Add", stream, attention("layer." + layer + ".", norm(stream)));
      stream = node("Add", stream, inner("layer." + layer + ".", norm(stream)));
    }
    String logits = multiply("head", norm(stream), width, VOCABULARY);
    graph.addOutput(value(logits, DataType.FLOAT, LENGTH, VOCABULARY));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Files.write(folder.resolve("decoder.onnx"), model.toByteArray());
  }

  private String attention(String layer, String x) {
    String query = heads(multiply(layer + "query", x, width, width));
    String key = heads(multiply(layer + "key", x, width, width));
    String value = heads(multiply(layer + "value", x, width, width));
    String turned = node("Transpose", Map.of("perm", List.of(0L, 1L, 3L, 2L)), key);
    String scores = node("Mul", node("MatMul", query, turned), "temperature");
    String shares = node("Softmax", node("Add", scores, "mask"));
    String mixed = node("MatMul", shares, value);
    String together = node("Transpose", Map.of("perm", List.of(0L, 2L, 1L, 3L)), mixed);
    return multiply(layer + "output", node("Reshape", together, "join"), width, width);
  }

  private String heads(String x) {
    String split = node("Reshape", x, "split");
    return node("Transpose", Map.of("perm", List.of(0L, 2L, 1L, 3L)), split);
  }

  private String inner(String layer, String x) {
    String up = node("Relu", multiply(layer + "up", x, width, 4 * width));
    return multiply(layer + "down", up, 4 * width, width);
  }

  private String norm(String x) {
    return node("LayerNormalization", x, "gain");
  }

  private String multiply(String name, String x, long rows, long columns) {
    weight(name, rows, columns);
    return node("MatMul", x, name);
  }

  private String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  private String node(String operator, Map<String, List<Long>> attributes, String... inputs) {
    String output = operator + "_" + graph.getNodeCount();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName("/" + output)
            .setOpType(operator)
            .addAllInput(List.of(inputs))
            .addOutput(output);
    attributes.forEach(
        (name, values) ->
            node.addAttribute(
                AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeType.INTS)
                    .addAllInts(values)));
    graph.addNode(node);
    return output;
  }

  private static float[] causalMask() {
    float[] mask = new float[LENGTH * LENGTH];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % LENGTH > i / LENGTH ? -1e9f : 0;
    }
    return mask;
  }

  private float[] filled(float value) {
    float[] values = new float[(int) width];
    Arrays.fill(values, value);
    return values;
  }

  /** Uniform numbers, scaled so that the product with a vector has about the vector's magnitude. */
  private void weight(String name, long rows, long columns) {
    float[] values = new float[(int) (rows * columns)];
    double size = 2 * Math.sqrt(3.0 / rows);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (size * (random.nextDouble() - 0.5));
    }
    floats(name, values, rows, columns);
  }

  private void floats(String name, float[] values, long... dims) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    constant(name, bytes, dims);
  }

  private void longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.number());
    Arrays.stream(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor.addDims(values.length));
  }

  private void constant(String name, byte[] bytes, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.number())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", DATA))
            .addExternalData(entry("offset", Long.toString(offset)))
            .addExternalData(entry("length", Long.toString(bytes.length)));
    Arrays.stream(dims).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    try {
      Files.write(
          folder.resolve(DATA), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    offset += bytes.length;
  }

  private static StringStringEntryProto entry(String key, String text) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(text).build();
  }

  private static ValueInfoProto value(String name, DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
    Arrays.stream(dims)
        .forEach(dim -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim)));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape)))
        .build();
  }
}
