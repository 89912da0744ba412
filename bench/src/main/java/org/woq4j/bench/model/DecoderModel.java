package org.woq4j.bench.model;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
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
 * Writes a decoder of the Llama form with seeded random weights: layers of causal attention, in
 * which several query heads share a key head, and of a gated inner layer, with norms, rotary
 * positions and residuals, then a head. The weights are external data, written as a stream.
 */
public final class DecoderModel {

  private static final int LENGTH = 256;
  private static final int HEAD = 64;
  private static final String DATA = "decoder.onnx.data";
  private static final List<Long> SWAP_LENGTH_AND_HEADS = List.of(0L, 2L, 1L, 3L);

  /**
   * The sizes of a decoder.
   *
   * @param width of the stream between layers, a multiple of 64
   * @param keys width of the keys of a layer and of its values, a multiple of 64
   * @param inner width of the inner layers
   * @param vocabulary number of tokens
   */
  private record Sizes(int width, int keys, int inner, int vocabulary) {

    static Sizes of(String[] arguments) {
      int[] numbers = Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
      return numbers.length == 1
          ? new Sizes(numbers[0], numbers[0], 4 * numbers[0], 2000)
          : new Sizes(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
  }

  private final Sizes sizes;
  private final FileChannel data;
  private final SplittableRandom random = new SplittableRandom(12);
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 18).order(LITTLE_ENDIAN);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("decoder");

  private DecoderModel(Sizes sizes, FileChannel data) {
    this.sizes = sizes;
    this.data = data;
  }

  /**
   * Writes decoder.onnx, which takes input_ids [batch, 256], and its data into an empty folder.
   *
   * @param arguments the folder, the number of layers and their width; then the width of the keys,
   *     the inner width and the size of the vocabulary, or none of these for as wide, four times as
   *     wide, and 2000
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    try (FileChannel data = FileChannel.open(folder.resolve(DATA), CREATE_NEW, WRITE)) {
      DecoderModel decoder = new DecoderModel(Sizes.of(arguments), data);
      ModelProto model = decoder.write(Integer.parseInt(arguments[1]));
      Files.write(folder.resolve("decoder.onnx"), model.toByteArray());
    }
  }

  private ModelProto write(int layers) throws IOException {
    graph.addInput(value("input_ids", DataType.INT64, LENGTH));
    weight("embedding", sizes.vocabulary, sizes.width);
    constants();
    String stream = node("Gather", "embedding", "input_ids");
    for (int layer = 0; layer < layers; layer++) {
      stream = node("Add", stream, attention("layer." + layer + ".", norm(stream)));
      stream = node("Add", stream, inner("layer." + layer + ".", norm(stream)));
    }
    String logits = multiply("head", norm(stream), sizes.width, sizes.vocabulary);
    graph.addOutput(value(logits, DataType.FLOAT, LENGTH, sizes.vocabulary));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build();
  }

  private void constants() throws IOException {
    floats("mask", causalMask(), LENGTH, LENGTH);
    floats("cosine", angles(0), LENGTH, HEAD);
    floats("sine", angles(-Math.PI / 2), LENGTH, HEAD);
    floats("temperature", new float[] {(float) (1 / Math.sqrt(HEAD))});
    floats("tiny", new float[] {1e-6f});
    floats("two", new float[] {2});
    float[] gain = new float[sizes.width];
    Arrays.fill(gain, 1);
    floats("gain", gain, sizes.width);
    longs("split", 0, LENGTH, -1, HEAD);
    longs("join", 0, LENGTH, sizes.width);
    longs("start", 0);
    longs("half", HEAD / 2);
    longs("end", HEAD);
    longs("last", -1);
    int shared = sizes.width / sizes.keys;
    longs("sharing", LongStream.range(0, sizes.width / HEAD).map(i -> i / shared).toArray());
  }

  private String attention(String layer, String x) throws IOException {
    String query = rotated(heads(multiply(layer + "query", x, sizes.width, sizes.width)));
    String key = rotated(shared(heads(multiply(layer + "key", x, sizes.width, sizes.keys))));
    String value = shared(heads(multiply(layer + "value", x, sizes.width, sizes.keys)));
    String turned = node("Transpose", Map.of("perm", List.of(0L, 1L, 3L, 2L)), key);
    String scores = node("Mul", node("MatMul", query, turned), "temperature");
    String shares = node("Softmax", node("Add", scores, "mask"));
    String mixed = node("MatMul", shares, value);
    String together = node("Transpose", Map.of("perm", SWAP_LENGTH_AND_HEADS), mixed);
    return multiply(layer + "output", node("Reshape", together, "join"), sizes.width, sizes.width);
  }

  private String heads(String x) {
    return node("Transpose", Map.of("perm", SWAP_LENGTH_AND_HEADS), node("Reshape", x, "split"));
  }

  private String shared(String heads) {
    return sizes.keys == sizes.width ? heads : node("Gather", Map.of("axis", 1L), heads, "sharing");
  }

  /** Rotary positions: each half of a head is turned with the other one. */
  private String rotated(String heads) {
    String first = node("Slice", heads, "start", "half", "last");
    String second = node("Slice", heads, "half", "end", "last");
    String turned = node("Concat", Map.of("axis", -1L), node("Neg", second), first);
    return node("Add", node("Mul", heads, "cosine"), node("Mul", turned, "sine"));
  }

  private String inner(String layer, String x) throws IOException {
    String gate = multiply(layer + "gate", x, sizes.width, sizes.inner);
    String up = multiply(layer + "up", x, sizes.width, sizes.inner);
    String gated = node("Mul", node("Mul", gate, node("Sigmoid", gate)), up);
    return multiply(layer + "down", gated, sizes.inner, sizes.width);
  }

  private String norm(String x) {
    String mean = node("ReduceMean", Map.of("axes", List.of(-1L)), node("Pow", x, "two"));
    String root = node("Sqrt", node("Add", mean, "tiny"));
    return node("Mul", node("Div", x, root), "gain");
  }

  private String multiply(String name, String x, int rows, int columns) throws IOException {
    weight(name, rows, columns);
    return node("MatMul", x, name);
  }

  private String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  /** Adds a node; an attribute is an integer or a list of them. */
  private String node(String operator, Map<String, Object> attributes, String... inputs) {
    String output = operator + "_" + graph.getNodeCount();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName("/" + output)
            .setOpType(operator)
            .addAllInput(List.of(inputs))
            .addOutput(output);
    attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
    graph.addNode(node);
    return output;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long integer) {
      return attribute.setType(AttributeType.INT).setI(integer).build();
    }
    attribute.setType(AttributeType.INTS);
    ((List<?>) value).forEach(each -> attribute.addInts((Long) each));
    return attribute.build();
  }

  private static float[] causalMask() {
    float[] mask = new float[LENGTH * LENGTH];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % LENGTH > i / LENGTH ? -1e9f : 0;
    }
    return mask;
  }

  /** Cosines of the angles at each position, [length, head]. */
  private static float[] angles(double shift) {
    float[] cosines = new float[LENGTH * HEAD];
    for (int i = 0; i < cosines.length; i++) {
      int position = i / HEAD;
      double speed = Math.pow(10000, -2.0 * (i % (HEAD / 2)) / HEAD);
      cosines[i] = (float) Math.cos(position * speed + shift);
    }
    return cosines;
  }

  /** Uniform numbers, scaled so that the product with a vector has about the vector's magnitude. */
  private void weight(String name, int rows, int columns) throws IOException {
    long start = data.position();
    double size = 2 * Math.sqrt(3.0 / rows);
    for (long left = (long) rows * columns; left > 0; left--) {
      chunk.putFloat((float) (size * (random.nextDouble() - 0.5)));
      if (!chunk.hasRemaining()) {
        flush();
      }
    }
    flush();
    constant(name, start, rows, columns);
  }

  private void floats(String name, float[] values, long... dims) throws IOException {
    long start = data.position();
    for (float value : values) {
      chunk.putFloat(value);
      if (!chunk.hasRemaining()) {
        flush();
      }
    }
    flush();
    constant(name, start, dims);
  }

  private void flush() throws IOException {
    chunk.flip();
    while (chunk.hasRemaining()) {
      data.write(chunk);
    }
    chunk.clear();
  }

  private void longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.number());
    Arrays.stream(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor.addDims(values.length));
  }

  /** A constant whose bytes are the data from {@code start} to the end. */
  private void constant(String name, long start, long... dims) throws IOException {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.number())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", DATA))
            .addExternalData(entry("offset", Long.toString(start)))
            .addExternalData(entry("length", Long.toString(data.position() - start)));
    Arrays.stream(dims).forEach(tensor::addDims);
    graph.addInitializer(tensor);
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
