package org.woq4j.bench.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SplittableRandom;
import org.woq4j.kernels.half.Float16;
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
 * Writes a model of the size of a language model, with its weights as external data. The weights
 * are seeded random numbers, written in chunks, so that it needs little memory. A layer is three
 * MatMuls, 4096 x 4096, 4096 x 14336 and 14336 x 4096; the last MatMul is 4096 x 128256.
 */
public final class LargeModel {

  private static final int HIDDEN = 4096;
  private static final int INNER = 14336;
  private static final int VOCABULARY = 128256;
  private static final int CHUNK = 1 << 16;

  private final Path folder;
  private final DataType type;
  private final boolean manyFiles;
  private final SplittableRandom random = new SplittableRandom(6);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("large");
  private long offset;
  private String value = "x";

  private LargeModel(Path folder, DataType type, boolean manyFiles) {
    this.folder = folder;
    this.type = type;
    this.manyFiles = manyFiles;
  }

  /**
   * Writes model.onnx and its data into a folder.
   *
   * @param arguments the folder, the number of layers (8: 6.4 GB of float32), float or float16, and
   *     one or many (files)
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    DataType type = DataType.valueOf(arguments[2].toUpperCase(Locale.ROOT));
    new LargeModel(folder, type, arguments[3].equals("many")).write(Integer.parseInt(arguments[1]));
  }

  private void write(int layers) throws IOException {
    graph.addInput(value("x", HIDDEN));
    for (int layer = 0; layer < layers; layer++) {
      multiply("/layer." + layer + "/square", HIDDEN, HIDDEN);
      multiply("/layer." + layer + "/up", HIDDEN, INNER);
      multiply("/layer." + layer + "/down", INNER, HIDDEN);
    }
    multiply("/head", HIDDEN, VOCABULARY);
    graph.addOutput(value(value, VOCABULARY));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }

  private void multiply(String name, int rows, int columns) throws IOException {
    String weight = name.substring(1).replace('/', '.') + ".weight";
    String output = name + "_output_0";
    graph.addInitializer(weight(weight, rows, columns));
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name + "/MatMul")
            .setOpType("MatMul")
            .addInput(value)
            .addInput(weight)
            .addOutput(output));
    value = output;
  }

  private TensorProto weight(String name, int rows, int columns) throws IOException {
    String location = manyFiles ? name : "model.onnx.data";
    long at = manyFiles ? 0 : offset;
    long elements = (long) rows * columns;
    long length = type.bytes(elements);
    writeNumbers(folder.resolve(location), at, elements, rows);
    offset += length;
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.number())
        .addDims(rows)
        .addDims(columns)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(at)))
        .addExternalData(entry("length", Long.toString(length)))
        .build();
  }

  /** Uniform numbers, scaled so that the product with a vector has about the vector's magnitude. */
  private void writeNumbers(Path file, long at, long elements, int rows) throws IOException {
    double size = 2 * Math.sqrt(3.0 / rows);
    ByteBuffer chunk = ByteBuffer.allocateDirect(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(at);
      for (long done = 0; done < elements; done += CHUNK) {
        chunk.clear();
        for (long i = Math.min(CHUNK, elements - done); i > 0; i--) {
          put(chunk, (float) (size * (random.nextDouble() - 0.5)));
        }
        chunk.flip();
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
      }
    }
  }

  private void put(ByteBuffer chunk, float number) {
    if (type == DataType.FLOAT) {
      chunk.putFloat(number);
    } else {
      chunk.putShort(Float16.fromFloat(number));
    }
  }

  private ValueInfoProto value(String name, int columns) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns))
            .build();
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static StringStringEntryProto entry(String key, String text) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(text).build();
  }
}
