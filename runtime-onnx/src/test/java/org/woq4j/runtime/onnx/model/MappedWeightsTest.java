package org.woq4j.runtime.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorProto.DataLocation;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.calibrate.SiteActivations;
import org.woq4j.runtime.onnx.calibrate.SiteActivations.Copy;
import org.woq4j.runtime.onnx.verify.ModelBuilder;

/** Weights in every place that a model may store them: h = x · first, y = h · second. */
class MappedWeightsTest {

  private static final int K = 20;
  private static final int N = 18;

  @TempDir Path folder;

  /** At row k, column n: k - n. */
  private static ByteBuffer first() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * K * N).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < K * N; i++) {
      bytes.putFloat(i / N - i % N);
    }
    return bytes.flip();
  }

  private static GraphProto.Builder graph() {
    return new ModelBuilder()
            .input("x", DataType.FLOAT, "rows", K)
            .constant("first", DataType.FLOAT, first().array(), K, N)
            .constant("second", DataType.FLOAT, new byte[4 * N * K], N, K)
            .node("MatMul", List.of("x", "first"), "h")
            .node("MatMul", List.of("h", "second"), "y")
            .output("y", DataType.FLOAT, "rows", K)
            .graph()
            .toBuilder();
  }

  private static ModelProto model(GraphProto.Builder graph) {
    return new ModelBuilder().model().toBuilder().setGraph(graph).build();
  }

  private static TensorProto external(TensorProto tensor, String location, long offset) {
    return tensor.toBuilder()
        .clearRawData()
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", Long.toString(offset)))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static NamedTensor x() {
    float[] x = new float[K];
    x[0] = 1;
    x[3] = 2;
    return SiteActivations.floats("x", x, 1, K);
  }

  private static void assertRight(Path file) {
    Map<String, Copy> activations = SiteActivations.of(file, List.of(x()));
    float[] h = new float[N];
    for (int n = 0; n < N; n++) {
      h[n] = -n + 2 * (3 - n);
    }
    assertThat(activations.get("h").values()).containsExactly(h, within(1e-5f));
  }

  /** Values are unaligned in the file, as protobuf writes them. */
  @Test
  void insideTheModel() throws IOException {
    for (int shift = 0; shift < 4; shift++) {
      Path file = folder.resolve("model" + shift + ".onnx");
      ModelProto model = model(graph()).toBuilder().setProducerName("p".repeat(shift)).build();
      Files.write(file, model.toByteArray());
      assertRight(file);
    }
  }

  @Test
  void inFilesNextToTheModelAndBelowIt() throws IOException {
    GraphProto.Builder graph = graph();
    graph.setInitializer(0, external(graph.getInitializer(0), "model.data", 12));
    graph.setInitializer(1, external(graph.getInitializer(1), "more/ä b.data", 0));
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(graph).toByteArray());
    writeAt(folder.resolve("model.data"), 12);
    Files.createDirectory(folder.resolve("more"));
    Files.write(folder.resolve("more/ä b.data"), new byte[4 * N * K]);
    assertRight(file);
  }

  /** As in caches of downloaded models. */
  @Test
  void behindLinks() throws IOException {
    GraphProto.Builder graph = graph();
    graph.setInitializer(0, external(graph.getInitializer(0), "model.data", 0));
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    Path snapshot = Files.createDirectories(folder.resolve("snapshots/a"));
    Files.write(blobs.resolve("1234"), model(graph).toByteArray());
    writeAt(blobs.resolve("5678"), 0);
    Files.createSymbolicLink(snapshot.resolve("model.onnx"), Path.of("../../blobs/1234"));
    Files.createSymbolicLink(snapshot.resolve("model.data"), Path.of("../../blobs/5678"));
    assertRight(snapshot.resolve("model.onnx"));
  }

  @Test
  void inAConstantNode() throws IOException {
    GraphProto.Builder graph = graph();
    TensorProto first = graph.getInitializer(0);
    graph.removeInitializer(0);
    graph.addNode(
        0,
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addOutput("first")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeType.TENSOR)
                    .setT(first.toBuilder().clearName())));
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(graph).toByteArray());
    assertRight(file);
  }

  @Test
  void inABody() throws IOException {
    GraphProto.Builder graph = graph();
    GraphProto body =
        new ModelBuilder()
            .constant("inner", DataType.FLOAT, first().array(), K, N)
            .node("MatMul", List.of("x", "inner"), "product")
            .output("product", DataType.FLOAT, "rows", N)
            .graph();
    NodeProto branch =
        new ModelBuilder()
            .node("", "If", List.of("true"), "h", Map.of("then_branch", body, "else_branch", body))
            .graph()
            .getNode(0);
    graph.removeInitializer(0).setNode(0, branch);
    graph.addInitializer(
        new ModelBuilder()
            .constant("true", DataType.BOOL, new byte[] {1})
            .graph()
            .getInitializer(0));
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(graph).toByteArray());
    assertRight(file);
  }

  @Test
  void nothingIsWrittenNextToTheModel() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(graph()).toByteArray());
    assertRight(file);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** The file has holes, and only the rows that are gathered are ever read. */
  @Test
  void inATensorOfMoreThanTwoGibibytes() throws IOException {
    long rows = 560_000_000 / N;
    GraphProto.Builder graph =
        new ModelBuilder()
                .input("id", DataType.INT64, "rows")
                .constant("first", DataType.FLOAT, new byte[0], rows, N)
                .constant("second", DataType.FLOAT, new byte[4 * N * K], N, K)
                .node("Gather", List.of("first", "id"), "h")
                .node("MatMul", List.of("h", "second"), "y")
                .output("y", DataType.FLOAT, "rows", K)
                .graph()
                .toBuilder();
    graph.setInitializer(0, external(graph.getInitializer(0), "model.data", 4096));
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(graph).toByteArray());
    try (RandomAccessFile data =
        new RandomAccessFile(folder.resolve("model.data").toFile(), "rw")) {
      data.setLength(4096 + 4 * N * rows);
      data.seek(4096 + 4 * N * (rows - 1));
      data.write(first().array(), 0, 4 * N);
    }
    NamedTensor last = SiteActivations.longs("id", new long[] {rows - 1}, 1);
    float[] expected = new float[N];
    for (int n = 0; n < N; n++) {
      expected[n] = -n;
    }
    Copy h = SiteActivations.of(file, List.of(last)).get("h");
    assertThat(h.values()).containsExactly(expected, within(0f));
  }

  private static void writeAt(Path file, int offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(offset + 4 * K * N);
    Files.write(file, bytes.position(offset).put(first()).array());
  }
}
